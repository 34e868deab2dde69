import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Engine } from './engine.ts';
import { formatDiagnostic } from './resources/diagnostic.ts';
import { parseManifests } from './resources/load.ts';
import { parseFlags } from './static/flags.ts';

/** How many texts are tried; `INGRESS_LAB_FUZZ_CASES` for more. */
const numRuns = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 1000);
/** A failure prints the seed; `INGRESS_LAB_FUZZ_SEED` repeats it. */
const seed = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

const root = new URL('../', import.meta.url);
const DYNAMIC = `http:
  routers:
    site: { rule: "Host(\`a.test\`)", service: site, middlewares: [limit], entryPoints: [web], priority: 3 }
  middlewares:
    limit: { inFlightReq: { amount: 3 } }
  services:
    site: { weighted: { services: [{ name: one, weight: 2 }, { name: two }], sticky: { cookie: {} } } }
    one: { loadBalancer: { strategy: p2c, servers: [{ url: "http://127.0.0.1:1", weight: 2 }] } }
    two: { failover: { service: one, fallback: one } }
tcp:
  routers:
    all: { rule: "HostSNI(\`*\`)", service: all, tls: { passthrough: true } }
  services:
    all: { loadBalancer: { servers: [{ address: "127.0.0.1:1", tls: true }] } }
tls:
  options:
    old: { minVersion: VersionTLS10, curvePreferences: [X25519], cipherSuites: [] }
`;

const texts: string[] = [DYNAMIC];
let engine: Engine;

before(async () => {
  for await (const path of glob('fixtures/manifests/**/*.yaml', { cwd: root })) {
    texts.push(readFileSync(new URL(path, root), 'utf8'));
  }
  engine = await Engine.start({
    static: parseFlags([
      '--entrypoints.web.address=127.0.0.1:0',
      '--entrypoints.dns.address=127.0.0.1:0/udp',
    ]),
  });
});

after(() => engine.close());

const odd = fc.oneof(
  fc.constantFrom(
    '',
    '~',
    '{}',
    '[]',
    '[{}]',
    '{ a: 1 }',
    '0',
    '-1',
    '1e99',
    '9999999999999999',
    'true',
    '"',
    '`',
  ),
  fc.constantFrom('*a', '&a', '!!binary x', '<<: 1', '"@"', 'x@file', 'Host(`', '\u0000', 'ü', '2h45m', '|'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);

/** One change to a line of a text, by its place among them, from 0 to 1. */
const change = fc.record({
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  how: fc.constantFrom('remove', 'repeat', 'value', 'name', 'indent', 'move', 'cut', 'insert'),
  text: odd,
});

function changed(
  text: string,
  { place, how, text: written }: typeof change extends fc.Arbitrary<infer C> ? C : never,
): string {
  const lines = text.split('\n');
  const at = Math.floor(place * lines.length);
  const line = lines[at] ?? '';
  switch (how) {
    case 'remove':
      return lines.toSpliced(at, 1).join('\n');
    case 'repeat':
      return lines.toSpliced(at, 0, line).join('\n');
    case 'value':
      return lines.with(at, line.replace(/(: |- ).*$/, `$1${written.replaceAll('$', '')}`)).join('\n');
    case 'name':
      return lines.with(at, line.replace(/[\w]+:/, `${written}:`)).join('\n');
    case 'indent':
      return lines.with(at, line.startsWith('  ') ? line.slice(2) : `  ${line}`).join('\n');
    case 'move':
      return lines
        .toSpliced(at, 1)
        .toSpliced(Math.floor((1 - place) * lines.length), 0, line)
        .join('\n');
    case 'cut':
      return text.slice(0, Math.floor(place * text.length));
    case 'insert':
      return lines.with(at, `${line}${written}`).join('\n');
  }
}

test('whatever manifests say, what is wrong is a finding at a place in them', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(change, { maxLength: 6 }), (which, changes) => {
      const text = changes.reduce(changed, texts[which % texts.length] ?? '');
      const { resources, diagnostics } = parseManifests(text, 'fuzz.yaml');
      const applied = engine.apply({ resources });
      const lines = text.split(/\r\n|[\n\r]/);
      for (const finding of [...diagnostics, ...applied.diagnostics]) {
        const { position } = finding;
        assert.notEqual(formatDiagnostic(finding), '');
        if (!position) continue;
        assert.ok(position.line >= 1 && position.line <= lines.length, formatDiagnostic(finding));
        assert.ok(
          position.column >= 1 && position.column <= position.lineText.length + 1,
          formatDiagnostic(finding),
        );
      }
    }),
    { numRuns, seed },
  );
});
