import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTraefikOptions, traefikFlags } from './flags.ts';
import { freePorts } from './free-ports.ts';
import { ProxyLog, readLogLine } from './log.ts';
import { selectedLabels } from './selected-labels.ts';

const ACCESS = { url: 'https://127.0.0.1:6443', token: 'secret', authority: '', kubeconfig: '' };

const flagsFor = (flags: readonly string[]) => traefikFlags(readTraefikOptions(flags), ACCESS);

test('addresses come behind what the flags say, and so win', () => {
  const flags = flagsFor([
    '--entrypoints.web.address=127.0.0.1:80',
    '--entrypoints.dns.address=[::1]:53/udp',
  ]);
  assert.deepEqual(flags.filter((flag) => flag.includes('.address=')).slice(2), [
    '--entrypoints.web.address=127.0.0.1:80/tcp',
    '--entrypoints.dns.address=[::1]:53/udp',
    '--entrypoints.traefik.address=127.0.0.1:0/tcp',
  ]);
});

test('Traefik is led to the API for each provider, waits for nothing and reports to nobody', () => {
  const flags = flagsFor([]);
  for (const provider of ['kubernetescrd', 'kubernetesingress']) {
    assert.ok(flags.includes(`--providers.${provider}.endpoint=https://127.0.0.1:6443`));
    assert.ok(flags.includes(`--providers.${provider}.token=secret`));
  }
  assert.ok(flags.includes('--providers.providersthrottleduration=0s'));
  assert.ok(flags.includes('--global.checknewversion=false'));
  const without = flagsFor(['--providers.kubernetesingress=false']);
  assert.ok(!without.some((flag) => flag.startsWith('--providers.kubernetesingress.')));
});

test('paths of files are whole, as Traefik works in another folder', () => {
  const flags = flagsFor(['--providers.file.filename=dynamic.yml']);
  assert.ok(flags.includes(`--providers.file.filename=${process.cwd()}/dynamic.yml`));
});

test('a flag of the engine alone is refused', () => {
  assert.throws(() => readTraefikOptions(['--traefikversion=2.11']), {
    code: 'flag-invalid',
    message: /a real Traefik is the release that it is/,
  });
});

test('free ports are all different and can be listened at', async () => {
  const wanted = [
    { host: '127.0.0.1', protocol: 'tcp' },
    { host: '127.0.0.1', protocol: 'udp' },
    { host: '', protocol: 'tcp' },
  ] as const;
  const ports = await freePorts(wanted);
  assert.equal(new Set(ports).size, 3);
  for (const port of ports) assert.ok(port > 0);
});

describe('labels that a selector picks', () => {
  const cases: readonly (readonly [selector: string, labels: Record<string, string> | undefined])[] = [
    ['', {}],
    ['a=b', { a: 'b' }],
    ['a==b,tier!=db', { a: 'b' }],
    ['a,!c', { a: '' }],
    ['a in (x, y),b notin (z)', { a: 'x' }],
    ['n>5,m<3', { n: '6', m: '2' }],
    ['a,!a', undefined],
  ];
  for (const [selector, labels] of cases) {
    test(selector === '' ? 'of everything' : selector, () =>
      assert.deepEqual(selectedLabels(selector), labels),
    );
  }
});

test('lines of the log are kept in order, whatever pieces they come in', () => {
  const log = new ProxyLog();
  log.write('{"level":"error","error":"gone","message":"Cannot cre');
  log.write('ate service","serviceName":"a"}\nplain\n');
  assert.deepEqual(
    log.lines.map(({ text }) => text),
    ['error: Cannot create service: gone serviceName=a', 'plain'],
  );
  assert.match(log.tail(), /last words:\n {2}error: Cannot/);
  assert.deepEqual(readLogLine('{broken'), { level: '', text: '{broken' });
});
