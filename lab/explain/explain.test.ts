import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifestTexts } from '../../engine/index.ts';
import { preview } from '../preview/preview.ts';
import { explain } from './explain.ts';
import type { HttpQuestion } from './story.ts';

const GET: Omit<HttpQuestion, 'host'> = { kind: 'http', method: 'GET', tls: false, target: '/', headers: [] };

test('the next requests go where the canary sends them: three to one, one to the other', async () => {
  const subject = await preview(await readManifestTexts(['fixtures/manifests/canary']));
  const { decisions } = await explain(subject, { ...GET, host: 'wrr.xinn.cc' }, { count: 4 });
  assert.deepEqual(
    decisions.map(({ entryPoint, next }) => [entryPoint, next.map(({ server }) => server?.workload).sort()]),
    [['web', ['appv1', 'appv1', 'appv1', 'appv2']]],
  );
});

test('a question uses up no turn: the same one has the same story', async () => {
  const subject = await preview(await readManifestTexts(['fixtures/manifests/canary']));
  const question = { ...GET, host: 'wrr.xinn.cc' };
  assert.deepEqual(
    await explain(subject, question, { count: 3 }),
    await explain(subject, question, { count: 3 }),
  );
});
