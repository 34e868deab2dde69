import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deployment, service } from '../../cluster/test-runtime.ts';
import { Lab } from '../../lab.ts';

process.env['INGRESS_LAB_WORLD'] = 'simulated';
setFlagsFromString('--expose-gc');
const collect: (options?: { readonly type: 'minor' }) => void = runInNewContext('gc');

/** Bytes of each world; those that were not collected came to 77,000. */
const MOST_KEPT = 20_000;

const MANIFESTS = deployment('web', { image: 'traefik/whoami' }) + service('web');

/** Starts all that a scenario starts, and ends it. */
async function comeAndGo(): Promise<void> {
  await using lab = new Lab({ seed: 1 });
  await lab.world.apply(MANIFESTS);
  await lab.startController('traefik', ['--entrypoints.web.address=127.0.0.1:0']);
  await lab.ready();
  const web = lab.controller().addresses.get('web');
  assert.ok(web);
  await using client = lab.clients.http(web, { connections: 1 });
  await client.send({ method: 'GET', host: 'shop.test', path: '/' });
}

function longLivedBytes(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => space_name === 'old_space');
  return spaces.reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}

// V8 puts functions that are assigned to a property, and the accessors of object literals, among the long-lived objects,
// where they keep what they close over alive from one large collection to the next: whole worlds.
test('what a scenario started is collected when it is over, without a large collection', async () => {
  const worlds = 40;
  for (let count = 0; count < worlds; count += 1) await comeAndGo();
  collect();
  const before = longLivedBytes();
  for (let count = 0; count < worlds; count += 1) {
    await comeAndGo();
    collect({ type: 'minor' });
  }
  const kept = (longLivedBytes() - before) / worlds;
  assert.ok(kept < MOST_KEPT, `${Math.round(kept)} bytes of each world are still there`);
});
