import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SERVERS } from '../subjects/routes/table.ts';
import { routeRequests, routeScript } from './route-requests.ts';

describe('requests for routes', () => {
  for (const by of ['host', 'path'] as const) {
    for (const count of [10, 1_000, 10_000]) {
      const requests = routeRequests({ count, by }, count);

      it(`of ${count} by ${by} are as many and as long as for any table`, () => {
        const small = routeRequests({ count: 10, by }, 10);
        assert.equal(new Set(requests).size, 10_000);
        assert.deepEqual(
          [...new Set(requests.map(({ length }) => length))],
          [...new Set(small.map(({ length }) => length))],
        );
      });

      it(`of ${count} by ${by} are for each route equally often`, () => {
        const byRoute = Map.groupBy(requests, (request) => request.replace(/&n=\d+/, ''));
        assert.equal(byRoute.size, count);
        assert.ok([...byRoute.values()].every(({ length }) => length === 10_000 / count));
      });
    }
  }

  for (const by of ['host', 'path'] as const) {
    it(`of ten of 10,000 routes by ${by} lead to all servers`, () => {
      const requests = routeRequests({ count: 10_000, by }, 10);
      const byRoute = Map.groupBy(requests, (request) => request.replace(/&n=\d+/, ''));
      assert.deepEqual(
        [...byRoute.values()].map(({ length }) => length),
        Array.from({ length: 10 }, () => 1_000),
      );
      const servers = [...byRoute.keys()].map((request) => /to=(\d)/.exec(request)?.[1]);
      assert.equal(new Set(servers).size, SERVERS);
    });
  }

  it('come in an order that is mixed, and always the same', () => {
    const table = { count: 10_000, by: 'host' } as const;
    const requests = routeRequests(table, 10_000);
    assert.deepEqual(requests, routeRequests(table, 10_000));
    const sorted = requests.toSorted();
    const atHome = requests.filter((request, index) => request === sorted[index]).length;
    assert.ok(atHome < 10, `${atHome} requests are where they would be in order`);
  });

  it('are texts of Lua, whose escapes are those of JSON', () => {
    const [, first = ''] = routeScript({ count: 10, by: 'path' }, 10).split('\n');
    assert.match(
      first,
      /^"GET \/p\d\?to=\d&n=\d{5} HTTP\/1\.1\\r\\nHost: h00000\.bench\.local\\r\\n\\r\\n",$/,
    );
  });
});
