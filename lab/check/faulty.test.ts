import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatDiagnostic } from '../../engine/core.ts';
import { check } from './check.ts';
import { readTestManifest } from './test-manifest.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/faulty/', import.meta.url));

/** As many the project promises. */
const LEAST_FILES = 70;

const files = (await readdir(FOLDER)).sort();

test('there is a collection of manifests with one fault each', () => {
  assert.ok(files.length >= LEAST_FILES, `only ${files.length} files in fixtures/faulty`);
});

suite('a manifest with one fault gives that finding, at its place, and nothing else', () => {
  for (const file of files) {
    test(file, async () => {
      const { text, options, expected } = await readTestManifest(`${FOLDER}${file}`);
      assert.ok(expected, `${file} begins with a line # expect: CODE LINE:COLUMN`);
      const found = await check([text], options);
      assert.deepEqual(
        found.map(({ code, position }) => `${code} ${position?.line}:${position?.column}`),
        [expected],
        found.map(formatDiagnostic).join('\n'),
      );
    });
  }
});
