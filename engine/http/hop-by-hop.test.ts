import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList } from '../middlewares/message.ts';
import { NamedFields, namedByConnection, removeHopByHop } from './hop-by-hop.ts';

function without(lines: readonly string[]): readonly string[] {
  const headers = new HeaderList(lines);
  removeHopByHop(headers);
  return headers.raw();
}

test('fields of one connection are removed in any case', () => {
  for (const name of [
    ...['Connection', 'Proxy-Connection', 'Keep-Alive', 'Proxy-Authenticate', 'Proxy-Authorization'],
    ...['Te', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'HTTP2-Settings'],
  ])
    for (const spelling of [name, name.toUpperCase(), name.toLowerCase()])
      assert.deepEqual(without([spelling, 'x', 'X-A', '1']), ['X-A', '1'], spelling);
});

test('what Connection names is removed with it', () => {
  assert.deepEqual(
    without(['Connection', 'x-a , close', 'X-A', '1', 'X-B', '2', 'connection', 'X-C', 'x-c', '3']),
    ['X-B', '2'],
  );
});

test('Te says no more than trailers', () => {
  assert.deepEqual(without(['TE', 'gzip, Trailers', 'X-A', '1']), ['X-A', '1', 'Te', 'trailers']);
  assert.deepEqual(without(['TE', 'gzip']), []);
});

test('names are told apart, also of one length modulo 32', () => {
  const named = new NamedFields(['abc', 'x'.repeat(40)]);
  for (const name of ['abc', 'ABC', 'X'.repeat(40)]) assert.equal(named.has(name), true, name);
  for (const name of ['abd', 'ab', 'x'.repeat(8), 'y'.repeat(40), 'a'.repeat(35)])
    assert.equal(named.has(name), false, name);
});

test('a Connection without members names nothing', () => {
  for (const lines of [[], ['Connection', ''], ['Connection', ' , ']])
    assert.equal(namedByConnection(new HeaderList(lines)), undefined);
});
