import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPlaces } from './places.ts';

const PLACES = {
  async pod(workload: string) {
    if (workload !== 'appv1') throw new Error(`no pod belongs to ${workload}`);
    return { host: '127.0.0.1', port: 40_312 };
  },
  peer: async (name: string) => `<${name}>`,
  entryPoint: async (name: string) => ({ host: '127.0.0.1', port: name === 'web' ? 8000 : 9 }),
};

const rows: [text: string, expected: string][] = [
  ['url: http://{address of appv1}/', 'url: http://127.0.0.1:40312/'],
  ['ports: [{ port: {port of appv1} }] # {host of appv1}', 'ports: [{ port: 40312 }] # 127.0.0.1'],
  ['{address of entry point web} {port of entry point mongo}', '127.0.0.1:8000 9'],
  ['[{address of the client in the network}/32]', '[<the client in the network>/32]'],
  ['{address of this machine} {address of the proxy}', '<this machine> <the proxy>'],
  ['metadata: { name: port of appv1 }, {port of }', 'metadata: { name: port of appv1 }, {port of }'],
];
for (const [text, expected] of rows) {
  test(text, async () => assert.equal(await withPlaces(text, PLACES), expected));
}

test('a name that nobody has', async () => {
  await assert.rejects(withPlaces('{address of appv3}', PLACES), /no pod belongs to appv3/);
});
