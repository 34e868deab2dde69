import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ServerBalancer, ServiceBalancer, serviceCandidate } from './balancer-node.ts';
import { EarliestDeadlinePicker } from './earliest-deadline-picker.ts';
import { FailoverNode } from './failover-node.ts';
import { ServerState } from './server-state.ts';
import type { ServiceNode } from './service-node.ts';
import { MirroringNode } from './service-nodes.ts';
import { Clock, servers, unshuffled } from './test-balancers.ts';

const PASSIVE = { failureWindowMs: 10_000, maxFailedAttempts: 2, untilChecked: false };

function passive(clock: Clock, settings = PASSIVE): ServerState<string> {
  return new ServerState({
    item: 'A',
    name: 'A',
    weight: 1,
    fenced: false,
    measured: false,
    passive: settings,
    now: clock.now,
  });
}

/** What became of one request: a status, or no answer at all. */
function request(server: ServerState<string>, outcome: number | 'unsent'): void {
  const watch = server.watch?.() ?? assert.fail('nobody watches');
  watch.began();
  if (outcome === 'unsent') watch.failed(true);
  else watch.answered(outcome);
  watch.ended();
}

describe('passive health', () => {
  test('as many failures as are too many, then up again when the window has passed', () => {
    const clock = new Clock();
    const server = passive(clock);
    request(server, 500);
    assert.equal(server.up, true);
    request(server, 'unsent');
    assert.equal(server.up, false);
    clock.milliseconds = 9_999;
    assert.equal(server.up, false);
    clock.milliseconds = 10_000;
    assert.equal(server.up, true);
  });

  test('failures of the past and failures before a success do not count', () => {
    const clock = new Clock();
    const server = passive(clock);
    request(server, 503);
    clock.milliseconds = 10_001;
    request(server, 503);
    assert.equal(server.up, true);
    request(server, 404);
    request(server, 502);
    assert.equal(server.up, true);
    request(server, 502);
    assert.equal(server.up, false);
  });

  test('with an active check only that brings it up again', () => {
    const clock = new Clock();
    const server = passive(clock, { ...PASSIVE, maxFailedAttempts: 1, untilChecked: true });
    request(server, 500);
    clock.milliseconds = 1e9;
    assert.equal(server.up, false);
    server.check(true);
    assert.equal(server.up, true);
  });
});

test('requests under way are counted once each', () => {
  const [server] = servers([1], { measured: true });
  assert.ok(server?.watch);
  const [one, other] = [server.watch(), server.watch()];
  one.began();
  other.began();
  assert.equal(server.inFlight, 2);
  one.ended();
  one.ended();
  assert.equal(server.inFlight, 1);
  server.watch().ended();
  assert.equal(server.inFlight, 1);
});

function loadBalancer(name: string, tellsHealth: boolean) {
  const candidates = servers([1]);
  const [state] = candidates;
  assert.ok(state);
  const picker = new EarliestDeadlinePicker(candidates, unshuffled);
  return { state, node: new ServerBalancer<string>({ name, candidates, picker, tellsHealth }) };
}

function weighted(children: readonly ServiceNode<string>[], heeds: boolean): ServiceBalancer<string> {
  const candidates = children.map((child) => serviceCandidate(child, 1, heeds));
  const picker = new EarliestDeadlinePicker(candidates, unshuffled);
  return new ServiceBalancer({ name: 'w', candidates, picker, tellsHealth: heeds });
}

function trails(node: ServiceNode<string>, count: number): string {
  return Array.from({ length: count }, () => {
    const { trail, server } = node.select();
    return `${trail.at(-1)}${server === undefined ? '-' : ''}`;
  }).join(' ');
}

describe('health goes up as far as every level tells it', () => {
  test('a parent that heeds it passes over a child that is down', () => {
    const [a, b] = [loadBalancer('a', true), loadBalancer('b', true)];
    const parent = weighted([a.node, b.node], true);
    a.state.check(false);
    assert.equal(trails(parent, 3), 'b b b');
    assert.equal(parent.up, true);
    b.state.check(false);
    assert.equal(parent.up, false);
    assert.equal(trails(parent, 1), 'w-');
  });

  test('a parent that does not goes on sending the share', () => {
    const [a, b] = [loadBalancer('a', true), loadBalancer('b', true)];
    const parent = weighted([a.node, b.node], false);
    a.state.check(false);
    assert.equal(trails(parent, 4), 'a- b a- b');
    b.state.check(false);
    assert.equal(parent.up, true);
  });

  test('a mirroring service is as its main service', () => {
    const main = loadBalancer('a', true);
    const body = { mirrorBody: true, maxBodySize: -1 };
    const telling = new MirroringNode('m', main.node, [], { ...body, healthCheck: true });
    const silent = new MirroringNode('m', main.node, [], body);
    main.state.check(false);
    assert.deepEqual([telling.up, silent.up], [false, true]);
  });
});

describe('failover', () => {
  test('the fallback serves while the main service is down', () => {
    const [a, b] = [loadBalancer('a', true), loadBalancer('b', true)];
    const node = new FailoverNode({ name: 'f', main: a.node, fallback: b.node, tellsHealth: true });
    assert.equal(trails(node, 2), 'a a');
    a.state.check(false);
    assert.equal(trails(node, 2), 'b b');
    assert.equal(node.up, true);
    b.state.check(false);
    assert.equal(node.up, false);
    assert.deepEqual(node.select().refusal, { status: 503, text: 'Service Unavailable' });
    a.state.check(true);
    assert.equal(trails(node, 1), 'a');
  });

  test('a fallback whose health is not told is asked in any case', () => {
    const [a, b] = [loadBalancer('a', true), loadBalancer('b', true)];
    const node = new FailoverNode({ name: 'f', main: a.node, fallback: b.node, tellsHealth: false });
    a.state.check(false);
    b.state.check(false);
    assert.equal(trails(node, 1), 'b-');
    assert.equal(node.up, true);
  });

  test('while the main service is up its answers are watched', () => {
    const [a, b] = [loadBalancer('a', true), loadBalancer('b', true)];
    const settings = { name: 'f', main: a.node, fallback: b.node, tellsHealth: false };
    const node = new FailoverNode({ ...settings, watched: 'watched' });
    assert.equal(node.select().server, 'watched');
    a.state.check(false);
    assert.equal(trails(node, 1), 'b');
  });
});
