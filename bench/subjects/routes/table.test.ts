import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifests } from '../../../engine/index.ts';
import { routeManifests } from './engine-manifests.ts';
import { nginxRouteFiles, nginxRoutes } from './nginx.ts';
import { movable, type RouteTable, routesOf, SERVERS, serverOf, serviceCount, targetOf } from './table.ts';
import { traefikRouteFiles } from './traefik.ts';

const servers = Array.from({ length: SERVERS }, (_, index) => 9_000 + index);
const table = (count: number, by: RouteTable['by'], changing = false): RouteTable => ({
  count,
  by,
  changing,
});

describe('a table of routes', () => {
  const cases: [count: number, by: RouteTable['by'], hosts: number, services: number][] = [
    [10, 'host', 10, 10],
    [1_000, 'host', 1_000, 10],
    [10_000, 'host', 10_000, 100],
    [10, 'path', 1, 10],
    [10_000, 'path', 1_000, 100],
  ];
  for (const [count, by, hosts, services] of cases) {
    it(`of ${count} by ${by} has ${hosts} hosts and ${services} services`, () => {
      const routes = routesOf(table(count, by));
      assert.equal(new Set(routes.map(({ host }) => host)).size, hosts);
      assert.equal(new Set(routes.map(({ host, path }) => host + path)).size, count);
      assert.equal(new Set(routes.map(({ service }) => service)).size, services);
      assert.equal(serviceCount(table(count, by)), services);
    });
  }

  it('uses all servers alike, whatever its size', () => {
    for (const count of [10, 1_000, 10_000]) {
      const of = Map.groupBy(routesOf(table(count, 'path')), ({ service }) => serverOf(service));
      assert.deepEqual([...new Set([...of.values()].map(({ length }) => length))], [count / SERVERS]);
    }
  });

  it('is one route that moves and the others', () => {
    const { moving, others } = movable(table(10, 'host'));
    assert.equal(moving.name, 'r00005');
    assert.equal(others.length, 9);
    assert.ok(!others.some(({ name }) => name === moving.name));
  });

  it('says in requests which server they are for', () => {
    const [, second] = routesOf(table(10, 'path'));
    assert.equal(second && targetOf(second, 42), '/p1?to=1&n=00042');
  });
});

describe('the same routes', () => {
  for (const by of ['host', 'path'] as const) {
    it(`by ${by} are objects for the engine, without findings`, () => {
      const text = routeManifests(table(20, by), servers);
      const { resources, diagnostics } = parseManifests(text, 'bench.yaml');
      assert.deepEqual(diagnostics, []);
      const kinds = Map.groupBy(resources, ({ kind }) => kind);
      assert.equal(kinds.get('IngressRoute')?.length, 20);
      assert.equal(kinds.get('Service')?.length, 10);
      assert.equal(kinds.get('EndpointSlice')?.length, 10);
    });

    it(`by ${by} are server blocks and locations for nginx, and one that answers everything else`, () => {
      const text = nginxRoutes(table(20, by), servers, 80, ['proxy_http_version 1.1;']);
      assert.equal(text.match(/server_name /g)?.length, by === 'host' ? 20 : 2);
      assert.equal(text.match(/location /g)?.length, 20);
      assert.equal(text.match(/default_server; return 404/g)?.length, 1);
      assert.doesNotMatch(text, /include/);
    });

    it(`by ${by} are routers for Traefik`, () => {
      const files = Object.values(traefikRouteFiles(table(20, by), servers)).join('');
      assert.equal(files.match(/"rule":/g)?.length, 20);
      assert.equal(files.match(/"loadBalancer":/g)?.length, 10);
    });
  }

  it('have a file for the one that moves', () => {
    const changing = table(20, 'host', true);
    const { moving } = movable(changing);
    assert.doesNotMatch(nginxRoutes(changing, servers, 80, []), new RegExp(moving.host));
    assert.match(nginxRoutes(changing, servers, 80, []), /include moving\.conf;/);
    assert.match(nginxRouteFiles(changing, 80)['moving.conf'] ?? '', new RegExp(moving.host));
    const files = traefikRouteFiles(changing, servers);
    assert.doesNotMatch(files['dynamic/routes.yaml'] ?? '', new RegExp(moving.host));
    assert.match(files['dynamic/moving.yaml'] ?? '', new RegExp(moving.host));
  });

  it('need all servers', () =>
    assert.throws(() => routeManifests(table(10, 'host'), [1, 2]), /2 servers for routes, not 10/));
});
