import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type CheckOptions, check } from './check.ts';
import { mend } from './mend.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/faulty/', import.meta.url));

/** Fewer of the faults can be mended than there are; but these many can. */
const LEAST_MENDABLE = 10;

/** The text of a faulty manifest, and how its first lines say that it is to be checked. */
async function faulty(name: string) {
  const text = await readFile(`${FOLDER}${name}`, 'utf8');
  const header = new Map(
    [...text.matchAll(/^# (\w+): (.+)$/gm)].map(([, key = '', value = '']) => [key, value]),
  );
  const options: CheckOptions = {
    flags: header.get('flags')?.split(/\s+/) ?? [],
    partial: header.get('partial') === 'true',
  };
  return { texts: [{ file: header.get('as') ?? name, text }], options };
}

suite('a manifest with one fault that can be mended has none when it is', async () => {
  let mendable = 0;
  for (const name of await readdir(FOLDER)) {
    const { texts, options } = await faulty(name);
    const found = await check(texts, options);
    if (!found.some(({ fix }) => fix !== undefined)) continue;
    mendable += 1;
    test(name, async () => {
      const { mended, diagnostics } = await mend(texts, (now) => check(now, options));
      assert.deepEqual(
        diagnostics.map(({ code, message }) => `${code}: ${message}`),
        [],
      );
      assert.ok(mended.length > 0);
    });
  }
  test('there are some', () => assert.ok(mendable >= LEAST_MENDABLE, `${mendable} of them can be mended`));
});
