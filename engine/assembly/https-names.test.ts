import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpRouter } from '../configuration/model.ts';
import { Rules } from '../configuration/rules.ts';
import { parseFlags } from '../static/flags.ts';
import { httpsNames } from './https-names.ts';

const RULES = new Rules(parseFlags([]));
const CONFLICT =
  "router's TLSOptions configuration is conflicting with other routers on the same entrypoint and host, default TLS options will be used instead";

/** `rule -> options`; `!` before: disabled for another reason; without options: no TLS. */
function router(text: string, index: number): HttpRouter {
  const [, disabled, rule = '', options] = /^(!?)(.+?)(?: -> (\S+))?$/.exec(text) ?? [];
  return {
    name: `r${index}@test`,
    path: [],
    status: disabled ? 'disabled' : 'enabled',
    errors: [],
    entryPoints: ['web'],
    rule,
    priority: 0,
    middlewares: [],
    service: 's@test',
    ...(options === undefined ? {} : { tls: { options, passthrough: false } }),
  };
}

interface Row {
  readonly title: string;
  readonly routers: readonly string[];
  /** Server name to options; `other`: those for names that nobody claims. */
  readonly options: Record<string, string | undefined>;
  /** Options of each TLS router, where they are not the ones it asks for. */
  readonly inForce?: Record<number, string>;
  /** Numbers of the routers that hear a warning, with its code. */
  readonly warned?: readonly string[];
}

const rows: Row[] = [
  {
    title: 'no TLS routers',
    routers: ['Host(`a.test`)'],
    options: { 'a.test': undefined, other: undefined },
  },
  {
    title: 'a host has the options of its router',
    routers: ['Host(`A.test.`) -> strict', 'Host(`b.test`) -> default'],
    options: { 'a.test': 'strict', 'b.test': 'default', 'c.test': undefined, other: undefined },
  },
  {
    title: 'a name is the same in capitals and with a final dot',
    routers: ['Host(`a.test`) -> strict', 'Host(`*.w.test`) -> wild'],
    options: { 'a.test.': 'strict', 'A.TEST': 'strict', 'A.Test.': 'strict', 'x.w.test.': 'wild' },
  },
  {
    title: 'every Host() of a rule counts, wherever it stands',
    routers: ['Path(`/`) || !(Host(`a.test`) || Host(`b.test`)) -> strict'],
    options: { 'a.test': 'strict', 'b.test': 'strict' },
  },
  {
    title: 'a wildcard is for one label, and an exact name comes first',
    routers: ['Host(`*.a.test`) -> wild', 'Host(`x.a.test`) -> exact'],
    options: { 'x.a.test': 'exact', 'y.a.test': 'wild', 'a.test': undefined, 'z.y.a.test': undefined },
  },
  {
    title: 'a router without Host() claims all other names, with the default options',
    routers: ['Path(`/`) -> strict', 'Host(`a.test`) -> other'],
    options: { 'a.test': 'other', 'b.test': undefined, other: 'default' },
    inForce: { 0: 'default' },
    warned: ['0 tls-options-unused'],
  },
  {
    title: 'a router without Host() and without options',
    routers: ['Path(`/`) -> default'],
    options: { other: 'default' },
  },
  {
    title: 'Host(`*`) claims all other names with its own options, also beside a router without Host()',
    routers: ['Host(`*`) -> strict', 'Path(`/`) -> default'],
    options: { localhost: undefined, other: 'strict' },
  },
  {
    title: 'two Host(`*`) in conflict',
    routers: ['Host(`*`) -> strict', 'Host(`*`) -> default'],
    options: { other: 'default' },
    inForce: { 0: 'default' },
    warned: ['0 tls-options-conflict', '1 tls-options-conflict'],
  },
  {
    title: 'different options for one host: the default ones, for all routers involved and all their hosts',
    routers: ['Host(`a.test`) || Host(`b.test`) -> strict', 'Host(`a.test`) && Path(`/b`) -> default'],
    options: { 'a.test': 'default', 'b.test': 'default' },
    inForce: { 0: 'default' },
    warned: ['0 tls-options-conflict', '1 tls-options-conflict'],
  },
  {
    title: 'a router outside of the conflict keeps its options for the host it shares',
    routers: [
      'Host(`a.test`) || Host(`b.test`) -> strict',
      'Host(`a.test`) -> other',
      'Host(`b.test`) -> strict',
    ],
    options: { 'a.test': 'default', 'b.test': 'strict' },
    inForce: { 0: 'default', 1: 'default' },
    warned: ['0 tls-options-conflict', '1 tls-options-conflict'],
  },
  {
    title: 'the same options are no conflict',
    routers: ['Host(`a.test`) -> strict', 'Host(`a.test`) && Path(`/b`) -> strict'],
    options: { 'a.test': 'strict' },
  },
  {
    title: 'a router that is disabled still claims its names, but not with a rule that cannot be read',
    routers: ['!Host(`a.test`) -> strict', '!Host(`b.test` -> strict'],
    options: { 'a.test': 'strict', 'b.test': undefined },
  },
  {
    title: 'no server name is the name of nobody',
    routers: ['Host(`*.test`) -> strict'],
    options: { '': undefined, test: undefined, 'a.test': 'strict' },
  },
];

for (const { title, routers, options, inForce = {}, warned = [] } of rows) {
  test(title, () => {
    const given = routers.map(router);
    const found: string[] = [];
    const names = httpsNames(given, RULES, {
      marked: new Set(),
      onWarning: (one, { code }) => found.push(`${given.indexOf(one)} ${code}`),
    });
    for (const [name, expected] of Object.entries(options)) {
      assert.equal(name === 'other' ? names.catchAll : names.optionsFor(name), expected, name);
    }
    assert.deepEqual(found, warned);
    for (const [index, one] of given.entries()) {
      if (one.tls) assert.equal(names.optionsOf(one), inForce[index] ?? one.tls.options, one.name);
    }
    const claimed = Object.values(options).some((value) => value !== undefined);
    assert.equal(names.empty, !claimed);
    for (const number of found.filter((line) => line.endsWith('conflict'))) {
      const { status, errors } = given[Number.parseInt(number, 10)] ?? {};
      assert.deepEqual([status, errors], ['warning', [CONFLICT]]);
    }
  });
}

test('a router on two entry points is warned about once', () => {
  const routers = ['Host(`a.test`) -> strict', 'Host(`a.test`) -> default'].map(router);
  const warned: HttpRouter[] = [];
  for (const _ of ['web', 'websecure'])
    httpsNames(routers, RULES, { marked: new Set(), onWarning: (one) => warned.push(one) });
  assert.equal(warned.length, 2);
  assert.deepEqual(
    routers.map(({ errors }) => errors.length),
    [1, 1],
  );
});
