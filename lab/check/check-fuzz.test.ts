import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { formatDiagnostic } from '../../engine/core.ts';
import { check } from './check.ts';
import { readTestManifest } from './test-manifest.ts';

/** How many texts are tried; `INGRESS_LAB_FUZZ_CASES` for more. */
const numRuns = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 300);
/** A failure prints the seed; `INGRESS_LAB_FUZZ_SEED` repeats it. */
const seed = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

const folders = ['faulty', 'examples'].map((name) =>
  fileURLToPath(new URL(`../../fixtures/${name}/`, import.meta.url)),
);
const files = (
  await Promise.all(folders.map(async (folder) => (await readdir(folder)).map((name) => folder + name)))
).flat();
const manifests = await Promise.all(files.map(readTestManifest));

/** One change to the lines of a text. Places are from 0 to 1. */
const change = fc.record({
  how: fc.constantFrom('remove', 'repeat', 'cut', 'value of another line'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  other: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

function changed(text: string, { how, at, other }: Change): string {
  const lines = text.split('\n');
  const place = Math.floor(at * lines.length);
  const line = lines[place] ?? '';
  switch (how) {
    case 'remove':
      return lines.toSpliced(place, 1).join('\n');
    case 'repeat':
      return lines.toSpliced(place, 0, line).join('\n');
    case 'cut':
      return lines.slice(0, place).join('\n');
    default: {
      const value = /(?:: |- )(.*)$/.exec(lines[Math.floor(other * lines.length)] ?? '')?.[1] ?? '';
      return lines
        .with(
          place,
          line.replace(/(: |- ).*$/, (_, colon: string) => colon + value),
        )
        .join('\n');
    }
  }
}

test('whatever manifests say, they can be checked, and each finding is at a place in them, once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(change, { maxLength: 5 }), async (which, changes) => {
      const manifest = manifests[which % manifests.length];
      assert.ok(manifest);
      const { file, text } = manifest.text;
      const mutated = changes.reduce(changed, text);
      const found = await check([{ file, text: mutated }], manifest.options);
      const lines = mutated.split('\n');
      for (const finding of found) {
        const { position } = finding;
        assert.ok(position, formatDiagnostic(finding));
        assert.ok(position.line >= 1 && position.line <= lines.length, formatDiagnostic(finding));
      }
      const told = found.map(formatDiagnostic);
      assert.equal(new Set(told).size, told.length, told.join('\n'));
    }),
    { numRuns, seed },
  );
});
