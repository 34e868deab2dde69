import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpTable } from '../routing/tables.ts';
import { parseHttpRule } from '../rules/http-rule.ts';
import { defaultPriority } from '../rules/priority.ts';
import { httpContest } from './contests.ts';
import { type Survey, survey } from './survey.ts';

type Rules = readonly (readonly [rule: string, priority?: number])[];

function surveyed(rules: Rules): Survey<unknown> {
  const routes = rules.map(([source, priority], place) => {
    const rule = parseHttpRule(source);
    return { name: `r${place}`, rule, priority: priority ?? defaultPriority(rule), target: '' };
  });
  return survey(httpContest(httpTable(routes)));
}

/** Who is shadowed by whom: `r1 < r0`. */
function shadows(rules: Rules): string[] {
  return Array.from(surveyed(rules).shadowed, ([{ name }, by]) =>
    `${name} < ${by.map((taker) => taker.name).join(' ')}`.trim(),
  );
}

test('only the routers that are needed are named', () => {
  const halves: Rules = [
    ['Host(`a.test`) && Method(`GET`)', 9],
    ['Host(`a.test`) && PathPrefix(`/api`)', 8],
    ['Host(`a.test`) && !Method(`GET`)', 7],
    ['Host(`a.test`)', 6],
  ];
  assert.deepEqual(shadows(halves), ['r3 < r0 r2']);
  assert.deepEqual(
    shadows([...halves.slice(0, 3), ['Host(`a.test`)', 10], ['Host(`a.test`)', 6]]).at(-1),
    'r4 < r3',
  );
});

test('many hosts of one rule may each be taken by another router', () => {
  const hosts = Array.from({ length: 12 }, (_, at) => `Host(\`h${at}.test\`)`);
  const rules: Rules = [...hosts.map((host) => [host, 99] as const), [hosts.join(' || '), 1]];
  assert.deepEqual(shadows(rules), [`r12 < ${hosts.map((_, at) => `r${at}`).join(' ')}`]);
  assert.deepEqual(shadows(rules.slice(1)), []);
});

test('a rule that names many hosts takes everything of one of them, and only what it asks for', () => {
  const hosts = Array.from({ length: 400 }, (_, at) => `h${at}.test`);
  const broad = hosts.map((host) => `Host(\`${host}\`)`).join(' || ');
  const single = hosts.map((host) => [`Host(\`${host}\`) && Path(\`/\`)`, 1] as const);
  assert.equal(surveyed([[broad, 9], ...single, ['Host(`other.test`)', 1]]).shadowed.size, 400);
  assert.equal(surveyed([[`Method(\`GET\`) && (${broad})`, 9], ...single]).shadowed.size, 0);
  const methods = hosts.map((host) => `Host(\`${host}\`) && Method(\`GET\`)`).join(' || ');
  assert.equal(surveyed([[methods, 9], ...single]).shadowed.size, 0);
});

test('among thousands that no host or path tells apart, one that takes everything is found', () => {
  const crowd = Array.from(
    { length: 1500 },
    (_, at) => [`Header(\`X-${at}\`, \`1\`)`, 1 + 2 * (at % 4)] as const,
  );
  const { shadowed } = surveyed([...crowd, ['PathPrefix(`/`)', 4]]);
  assert.equal(shadowed.size, crowd.filter(([, priority]) => priority < 4).length);
});
