import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPlanFile } from './plan-file/plan-file.ts';
import { runPlanned } from './run-planned.ts';

const faults: readonly (readonly [written: string, place: string, message: RegExp])[] = [
  ['backends: { appv1: 20ms, appv3: 60ms }', '3:33', /called "appv3"; there are: appv1, appv2/],
  ['changes: [{ at: 10s, scale: { of: appv3, to: 2 } }]', '3:11', /called "appv3"; there are: appv1, appv2/],
  [
    'changes: [{ at: 20s, scale: { of: appv1, to: 2 } }, { at: 9s, weight: { of: shop, to: 2 } }]',
    '3:53',
    /shop/,
  ],
];

for (const [written, place, message] of faults) {
  test(`what the manifests do not have is named where the plan speaks of it: ${written}`, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'run-planned-'));
    context.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'a.simulation.yaml');
    await writeFile(file, `manifests: canary\nduration: 1m\n${written}\ntraffic: { rate: 1/s }\n`);
    const planned = await readPlanFile(file);
    await assert.rejects(runPlanned(planned), (error: Error) => {
      assert.ok(error.message.startsWith(`${file}:${place}: `), error.message);
      assert.match(error.message, message);
      return true;
    });
  });
}
