import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom } from '../balancing/random.ts';
import { Compiler } from '../configuration/compiler.ts';
import type { Configuration } from '../configuration/model.ts';
import { Rules } from '../configuration/rules.ts';
import { app, FLAGS, ingressRoute, manifests } from '../configuration/test-support.ts';
import { parseManifests } from '../resources/load.ts';
import type { Resource } from '../resources/resource.ts';
import type { HttpTable } from '../routing/tables.ts';
import type { HttpTarget } from '../routing/targets.ts';
import { parseFlags } from '../static/flags.ts';
import { Assembler } from './snapshot.ts';

const OPTIONS = parseFlags(FLAGS);
const GENERATIONS = 20;

function parse(text: string): Resource[] {
  return parseManifests(text, 'test.yaml').resources;
}

function route(name: string, path: string): Resource[] {
  return parse(ingressRoute(name, `{ match: Path(\`${path}\`), services: [{ name: v1, port: 80 }] }`));
}

/** Puts configurations in force one after the other. */
function sequence(): (resources: readonly Resource[]) => {
  configuration: Configuration;
  table: HttpTable<HttpTarget> | undefined;
} {
  const rules = new Rules(OPTIONS);
  const compiler = new Compiler(OPTIONS, [], rules);
  const assembler = new Assembler({
    options: OPTIONS,
    rules,
    internalRoutes: [],
    internalServices: new Map(),
    now: () => 0,
  });
  return (resources) => {
    const { configuration } = compiler.compile(resources, []);
    const { snapshot } = assembler.assemble({ configuration, random: seededRandom(1), generation: 1 });
    return { configuration, table: snapshot.entryPoints.get('web')?.http.plain };
  };
}

function matched(table: HttpTable<HttpTarget> | undefined, path: string): HttpTarget | undefined {
  const facts = { host: 'a.test', path, method: 'GET', clientIp: '127.0.0.1' };
  return table?.match({ ...facts, header: () => [], query: () => [] })?.target;
}

test('a route that stays leads to the service of each generation, and to the same one within it', () => {
  const apply = sequence();
  const fixed = [...parse(manifests(app('v1'))), ...route('stays', '/stays')];
  const first = apply([...fixed, ...route('other', '/a')]).table;
  const before = matched(first, '/stays');
  const second = apply([...fixed, ...route('other', '/b')]).table;
  const after = matched(second, '/stays');
  assert.ok(before && after && before !== after);
  assert.equal(matched(first, '/stays'), before);
  assert.equal(matched(second, '/stays'), after);
});

test('configurations that are no longer in force are not kept by routes that were asked while they were', async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.ok(typeof collect === 'function');
  const apply = sequence();
  const names = Array.from({ length: GENERATIONS }, (_, index) => `r${index}`);
  const fixed = [...parse(manifests(app('v1'))), ...names.flatMap((name) => route(name, `/${name}`))];
  const passed: WeakRef<Configuration>[] = [];
  for (const name of names) {
    const { configuration, table } = apply([...fixed, ...route('changes', `/changes/${name}`)]);
    assert.ok(matched(table, `/${name}`));
    passed.push(new WeakRef(configuration));
  }
  await turn();
  collect();
  const kept = passed.filter((configuration) => configuration.deref() !== undefined).length;
  assert.ok(kept <= 2, `${kept} of ${GENERATIONS} configurations are kept`);
});
