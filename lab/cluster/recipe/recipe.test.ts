import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { isAsTranscribed } from '../../clients/transcript.ts';
import { Journal } from '../../journal.ts';
import { embeddedWorld } from '../../worlds/embedded.ts';
import type { World } from '../../worlds/world.ts';
import { missingHelm, missingKubectl, readPage, readRecipe, terminalIn, tooOldFor } from './test-recipe.ts';

/** Milliseconds that one recipe may take beside the others. */
const PATIENCE_MS = 120_000;

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.console'))
  .map((file) => file.replace('.console', ''));

const PAGE = new URL('../../../docs/kubectl.md', import.meta.url);

/** By the namespace that each is tried in. */
const recipes = new Map([
  ...names.map((name) => [name, () => readRecipe(name)] as const),
  ['page', () => readPage(PAGE)] as const,
]);

describe('what is typed into a terminal of a trainer', { skip: missingKubectl, concurrency: 3 }, () => {
  let world: World;
  before(() => {
    world = embeddedWorld({ journal: new Journal(), random: Math.random });
  });
  after(() => world[Symbol.asyncDispose]());

  for (const [name, read] of recipes) {
    const needsHelm = name.startsWith('helm') || name === 'page';
    const skip = (needsHelm && missingHelm) || tooOldFor(name);
    test(name, { skip, timeout: PATIENCE_MS }, async (context) => {
      const { sections, files } = await read();
      const { kubeconfig } = await world.kubernetes();
      await using terminal = await terminalIn(name.replaceAll('.', '-'), kubeconfig, files);
      for (const { title, commands } of sections) {
        await context.test(title, async () => {
          for (const { command, output, code } of commands) {
            const seen = await terminal.type(command);
            assert.ok(
              seen.code === code && isAsTranscribed(output, seen.output),
              `$ ${command}\n${seen.output}\n[exit code ${seen.code}]\nwas expected to print:\n${output}\n[exit code ${code}]`,
            );
          }
        });
      }
    });
  }

  test('there are recipes, and the page has examples', async () => {
    assert.ok(names.length > 0);
    assert.ok((await readPage(PAGE)).sections.length > 2);
  });
});
