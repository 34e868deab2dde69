import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EngineEvent } from '../engine/index.ts';
import type { RunningBackend } from './backends/backend.ts';
import { Journal, type JournalEntry } from './journal.ts';

type Received = Omit<JournalEntry, 'sequence'>;

function received(workload: string, correlationId: string): Received {
  const pod = `${workload}-1`;
  return {
    namespace: 'default',
    workload,
    pod,
    correlationId,
    protocol: 'http',
    summary: '',
    bytes: 0,
    peer: '',
  };
}

function answered(correlationId: string, mirrors: readonly string[] = []): EngineEvent {
  return {
    kind: 'http',
    entryPoint: 'web',
    correlationId,
    method: 'GET',
    host: 'localhost',
    target: '/',
    client: '127.0.0.1:40000',
    tls: false,
    generation: 1,
    services: [],
    status: 200,
    requestBytes: 0,
    responseBytes: 0,
    durationMs: 1,
    mirrors,
  };
}

function sequences(entries: readonly JournalEntry[]): number[] {
  return entries.map(({ sequence }) => sequence);
}

describe('a journal', () => {
  it('keeps everything unless told', () => {
    const journal = new Journal();
    for (let number = 0; number < 3000; number += 1) {
      journal.record(received('web', `${number}`));
      journal.observe(answered(`${number}`));
    }
    assert.deepEqual([journal.entries.length, journal.events.length], [3000, 3000]);
    assert.ok(journal.httpEvent('0'));
  });

  it('keeps the latest entries where it has a limit, and counts on', () => {
    const journal = new Journal({ keep: 3 });
    for (const workload of ['web', 'api', 'web', 'api', 'web']) journal.record(received(workload, workload));
    assert.deepEqual(sequences(journal.entries), [2, 3, 4]);
    assert.deepEqual(sequences(journal.receivedBy('web')), [2, 4]);
  });

  it('keeps the latest events where it has a limit, and forgets what they said of requests', () => {
    const journal = new Journal({ keep: 2 });
    const again = answered('b');
    for (const event of [answered('a'), answered('b'), answered('c'), again]) journal.observe(event);
    assert.equal(journal.events.length, 2);
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => journal.httpEvent(id)?.correlationId),
      [undefined, 'b', 'c'],
    );
    assert.equal(journal.httpEvent('b'), again, 'forgetting the first one of that id leaves the later one');
  });

  it('wakes those who wait, though nothing is kept', async () => {
    const journal = new Journal({ keep: 0 });
    let heard = 0;
    journal.onEvent(() => {
      heard += 1;
    });
    const waiting = journal.until(() => heard === 1, 10_000);
    journal.observe(answered('a'));
    assert.equal(await waiting, true);
    assert.deepEqual([journal.events, journal.httpEvent('a')], [[], undefined]);
  });

  it('counts copies whose events it no longer keeps', () => {
    const journal = new Journal({ keep: 1 });
    journal.observe(answered('a', ['v2', 'v3']));
    journal.observe(answered('b'));
    assert.equal(journal.unansweredCopies, 2);
    journal.observe({ kind: 'mirror', service: 'v2' });
    journal.observe({ kind: 'mirror', service: 'v3' });
    assert.equal(journal.unansweredCopies, 0);
  });

  for (const keep of [-1, 1.5, Number.NaN]) {
    it(`cannot keep ${keep} entries`, () => {
      assert.throws(() => new Journal({ keep }), RangeError);
    });
  }

  it('knows the workload behind the address of a server, the latest that listens there', () => {
    const journal = new Journal();
    const backend = (port: number): RunningBackend =>
      Object.assign(Object.create(null), {
        addresses: new Map([[80, { host: '127.0.0.1', port, protocol: 'TCP' }]]),
      });
    journal.watch('web-1', 'web', backend(40_001));
    journal.watch('api-1', 'api', backend(40_002));
    journal.watch('api-2', 'api', backend(40_001));
    for (const [server, workload] of [
      ['http://127.0.0.1:40001', 'api'],
      ['127.0.0.1:40002', 'api'],
      ['https://127.0.0.1:40003', undefined],
    ] as const) {
      assert.equal(journal.workloadAt(server), workload, server);
    }
  });

  it('knows what health checks found last about a workload', () => {
    const journal = new Journal();
    const found = (pod: string, up: boolean): EngineEvent => ({
      kind: 'health',
      service: 'app',
      server: 'http://127.0.0.1:40001',
      pod,
      up,
    });
    journal.watch('web-1', 'web', Object.create(null));
    assert.equal(journal.healthOf('web'), undefined);
    for (const [pod, up] of [
      ['web-1', false],
      ['api-1', true],
    ] as const) {
      journal.observe(found(pod, up));
    }
    assert.equal(journal.healthOf('web')?.up, false);
    journal.observe(found('web-1', true));
    assert.equal(journal.healthOf('web')?.up, true);
  });
});

describe('pods that nobody stands in front of', () => {
  const journal = new Journal();
  journal.place('app-1', 'app', '172.18.0.3');
  journal.place('app-2', 'app', '172.18.0.33');
  journal.place('new-1', 'new', '172.18.0.3');

  it("are known by their addresses, on whatever port; an address that was given again is the last one's", () => {
    const servers = ['http://172.18.0.33:8080', '172.18.0.3:80', 'http://172.18.0.4:80'];
    assert.deepEqual(
      servers.map((server) => [journal.podAt(server), journal.workloadAt(server)]),
      [
        ['app-2', 'app'],
        ['new-1', 'new'],
        [undefined, undefined],
      ],
    );
    assert.equal(journal.workloadOf('app-1'), 'app');
  });

  it('have received what nobody has seen, which is not nothing', () => {
    const unseen = { code: 'not-in-this-world', message: /^nobody sees what pods of app receive/ };
    assert.throws(() => journal.receivedBy('app'), unseen);
    assert.throws(() => journal.wire('app'), unseen);
    assert.deepEqual(journal.receivedBy('other'), []);
  });
});
