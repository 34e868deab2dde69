import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { examined } from '../doctor/examination.ts';
import { network } from '../doctor/network.ts';
import { report } from './doctor.ts';
import { CommandProcess } from './test-process.ts';

test('a machine that runs these tests can run scenarios', async (context) => {
  const doctor = new CommandProcess(context, 'doctor', '--format', 'json');
  assert.equal(await doctor.exitCode(), 0, doctor.errors);
  const found: { name: string; there: boolean; essential: boolean }[] = JSON.parse(doctor.lines.join('\n'));
  assert.deepEqual(
    found.filter(({ essential }) => essential).map(({ name, there }) => [name, there]),
    [
      ['Node.js', true],
      ['the package', true],
      ['127.0.0.1', true],
    ],
  );
  const ports = found.flatMap(({ name }) => /^port (.+)$/.exec(name)?.[1] ?? []);
  assert.deepEqual(ports, [
    '8000/tcp',
    '8443/tcp',
    '9000/tcp',
    '9100/tcp',
    '31117/tcp',
    '31888/udp',
    '8010/tcp',
    '8020/tcp',
  ]);
});

test('a port that another program has is told with the flag that moves the lab', async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const taken = { name: 'entry point web', host: '127.0.0.1', port, protocol: 'tcp', flag: '--web' } as const;
  const found = (await examined(network([taken]))).filter(({ name }) => name.startsWith('port'));
  assert.deepEqual(
    found.map(({ there, detail }) => ({ there, detail })),
    [{ there: false, detail: 'another program listens there' }],
  );
  assert.match(
    report(found),
    /^missing {2}port \d+\/tcp {2}another.*\n.*needed for: entry point web.*\n.*--web=127/,
  );
});

test('what everything needs decides whether scenarios can run', () => {
  const thing = { name: 'a', detail: 'b', neededFor: 'c', remedy: 'd', there: false };
  assert.match(report([{ ...thing, essential: true }]), /\nScenarios cannot run here without a\.\n$/);
  assert.match(report([{ ...thing, essential: false }]), /\nScenarios can run here\.\n$/);
});

test('an examination that breaks off is about something missing', async () => {
  const examine = () => Promise.reject(new Error('it broke'));
  const [found] = await examined([{ name: 'a', neededFor: 'b', essential: true, remedy: 'c', examine }]);
  assert.deepEqual([found?.there, found?.detail], [false, 'it broke']);
});

test('another format is a mistake', async (context) => {
  const doctor = new CommandProcess(context, 'doctor', '--format=xml');
  assert.equal(await doctor.exitCode(), 2);
  assert.match(doctor.errors, /--format xml: write text or json/);
});
