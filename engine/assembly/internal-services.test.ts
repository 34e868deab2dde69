import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList, type RequestHead } from '../middlewares/message.ts';
import { parseFlags } from '../static/flags.ts';
import { type Answer, internalServices } from './internal-services.ts';

function head(target: string, ...headers: string[]): RequestHead {
  return {
    method: 'GET',
    target,
    host: 'lab.test',
    headers: new HeaderList(headers),
    scheme: 'http',
    clientIp: '::1',
  };
}

function page(body: string): Answer {
  return ({ target }) => ({ status: 200, headers: [['X-Page', body]], body: `${body} ${target}` });
}

const pages = {
  api: page('api'),
  dashboard: page('dashboard'),
  ping: page('ping'),
  metrics: page('metrics'),
};

const rows: [flags: string, names: string[]][] = [
  ['', ['noop']],
  ['--api', ['noop', 'api', 'dashboard']],
  ['--api --api.dashboard=false', ['noop', 'api']],
  ['--ping', ['noop', 'ping']],
  ['--metrics.prometheus', ['noop', 'prometheus']],
];

for (const [flags, names] of rows) {
  test(`with "${flags}" there are ${names.join(', ')}`, () => {
    const options = parseFlags([
      '--entrypoints.web.address=:80',
      ...flags.split(' ').filter((flag) => flag !== ''),
    ]);
    const found = [...internalServices(options, pages).keys()].map((name) => name.replace('@internal', ''));
    assert.deepEqual(found, names);
  });
}

const everything = internalServices(parseFlags(['--api', '--ping', '--metrics.prometheus']), pages);

const answers: [service: string, target: string, status: number, body: string][] = [
  ['api', '/api', 200, 'api /api'],
  ['api', '/api/rawdata?x=1', 200, 'api /api/rawdata?x=1'],
  ['api', '/dashboard/', 200, 'dashboard /dashboard/'],
  ['api', '/apis', 200, 'dashboard /apis'],
  ['dashboard', '/dashboard/', 200, 'dashboard /dashboard/'],
  ['ping', '/anything', 200, 'ping /anything'],
  ['prometheus', '/metrics', 200, 'metrics /metrics'],
  ['noop', '/', 418, ''],
];

for (const [service, target, status, body] of answers) {
  test(`${service}@internal answers ${target} with ${status}`, async () => {
    const answer = await everything.get(`${service}@internal`)?.(head(target));
    assert.deepEqual([answer?.status, answer?.body], [status, body]);
  });
}
