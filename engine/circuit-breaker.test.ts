import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ingressRoute, object } from './configuration/test-support.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';

const BREAKER = object(
  'Middleware',
  'breaker',
  `circuitBreaker:
  expression: ResponseCodeRatio(500, 600, 0, 600) > 0.5
  fallbackDuration: 1h`,
);

function route(name: string, path: string, middlewares = '[{ name: breaker }]'): string {
  const services = '[{ name: v1, port: 80 }]';
  return ingressRoute(
    name,
    `{ match: PathPrefix(\`${path}\`), services: ${services}, middlewares: ${middlewares} }`,
  );
}

test('routers that use one circuit breaker trip apart', async () => {
  await using main = await Backend.start('v1');
  await using engine = await startEngine();
  applyText(engine, main.manifest, BREAKER, route('one', '/one'), route('other', '/other'));
  main.status = 500;
  assert.deepEqual(
    [await get(portOf(engine), '/one'), await get(portOf(engine), '/one')],
    ['500 v1', '503 Service Unavailable'],
  );
  main.status = 200;
  assert.equal(await get(portOf(engine), '/one'), '503 Service Unavailable');
  assert.equal(await get(portOf(engine), '/other'), '200 v1');
  assert.deepEqual(main.received, ['GET /one', 'GET /other']);
});

test('a circuit breaker that has tripped is closed again by a reload', async () => {
  await using main = await Backend.start('v1');
  await using engine = await startEngine();
  const objects = [main.manifest, BREAKER, route('one', '/')];
  applyText(engine, ...objects);
  main.status = 500;
  await get(portOf(engine));
  main.status = 200;
  // What does not concern traffic changes nothing.
  applyText(engine, '# a comment', ...objects);
  assert.equal(await get(portOf(engine)), '503 Service Unavailable');
  applyText(engine, ...objects, route('other', '/other'));
  assert.equal(await get(portOf(engine)), '200 v1');
});

test('a retry in front asks the breaker again, and gives the client its refusal', async () => {
  await using main = await Backend.start('v1');
  await using engine = await startEngine();
  const again = object('Middleware', 'again', 'retry: { attempts: 3, status: ["500"] }');
  const middlewares = '[{ name: again }, { name: breaker }]';
  applyText(engine, main.manifest, BREAKER, again, route('one', '/', middlewares));
  main.status = 500;
  assert.equal(await get(portOf(engine)), '503 Service Unavailable');
  assert.equal(main.received.length, 1);
});

test('a server that cannot be reached is a network error', async () => {
  let manifest: string;
  {
    await using gone = await Backend.start('v1');
    manifest = gone.manifest;
  }
  await using engine = await startEngine();
  const breaker = object(
    'Middleware',
    'breaker',
    'circuitBreaker: { expression: NetworkErrorRatio() > 0.1 }',
  );
  applyText(engine, manifest, breaker, route('one', '/'));
  const answers = [await get(portOf(engine)), await get(portOf(engine))];
  assert.deepEqual(answers, ['502 Bad Gateway', '503 Service Unavailable']);
});

test('the time of a circuit breaker is that of the engine', async () => {
  let now = 0;
  const clock = { now: () => now, after: () => () => undefined };
  await using main = await Backend.start('v1');
  await using engine = await startEngine([], { clock });
  const settings = 'fallbackDuration: 1h, recoveryDuration: 1h';
  const breaker = object(
    'Middleware',
    'breaker',
    `circuitBreaker: { expression: "ResponseCodeRatio(500, 600, 0, 600) > 0.5", ${settings} }`,
  );
  applyText(engine, main.manifest, breaker, route('one', '/'));
  main.status = 500;
  await get(portOf(engine));
  main.status = 200;
  const statuses: string[] = [];
  for (const hours of [0.9, 1, 1.5, 1.5, 1.5, 1.5, 1.5, 2.1]) {
    now = hours * 3_600_000;
    statuses.push((await get(portOf(engine))).slice(0, 3));
  }
  // Half of the recovery: less than a quarter passes, of those that came since it began.
  assert.deepEqual(statuses, ['503', '503', '503', '503', '503', '200', '503', '200']);
});
