import assert from 'node:assert/strict';
import { get } from 'node:http';
import { describe, it } from 'node:test';
import { Lab } from './lab.ts';

describe('a lab with a limited journal', () => {
  it('forgets with an event which controller reported it', async () => {
    await using lab = new Lab({ journalLimit: 2 });
    const proxy = await lab.startController('edge', ['--entrypoints.web.address=127.0.0.1:0/tcp']);
    const address = proxy.addresses.get('web');
    assert.ok(address);
    for (const id of ['a', 'b', 'c']) {
      const headers = { 'X-Correlation-Id': id };
      await new Promise<void>((resolve, reject) => {
        const options = { host: address.host, port: address.port, headers, agent: false };
        get(options, (response) => response.resume().once('end', resolve)).once('error', reject);
      });
      assert.ok(await lab.journal.until(() => lab.httpEvent(id) !== undefined, 5000));
    }
    assert.equal(lab.journal.events.length, 2);
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => lab.controllerOf(id)),
      [undefined, 'edge', 'edge'],
    );
  });
});
