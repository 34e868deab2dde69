import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DATAGRAM_OVERHEAD_BYTES, WaitingBudget, WaitingDatagrams } from './waiting-datagrams.ts';

const datagram = (text: string) => Buffer.from(text);
const textOf = (datagrams: readonly Buffer[]) => datagrams.map(String);
const room = (datagrams: number) => datagrams * (1 + DATAGRAM_OVERHEAD_BYTES);

test('datagrams wait in order, and more than the limit of the session is dropped', () => {
  const waiting = new WaitingDatagrams(room(2), new WaitingBudget(room(9)));
  for (const text of ['1', '2', '3']) waiting.add(datagram(text));
  assert.deepEqual(textOf(waiting.takeAll()), ['1', '2']);
  assert.deepEqual(waiting.takeAll(), []);
  waiting.add(datagram('4'));
  assert.deepEqual(textOf(waiting.takeAll()), ['4']);
});

test('sessions share a budget and give back what they took', () => {
  const budget = new WaitingBudget(room(3));
  const [one, other] = [new WaitingDatagrams(room(9), budget), new WaitingDatagrams(room(9), budget)];
  one.add(datagram('1'));
  one.add(datagram('2'));
  other.add(datagram('3'));
  other.add(datagram('4'));
  assert.deepEqual(textOf(other.takeAll()), ['3']);
  other.add(datagram('5'));
  one.add(datagram('6'));
  assert.deepEqual(textOf(one.takeAll()), ['1', '2']);
  assert.deepEqual(textOf(other.takeAll()), ['5']);
});
