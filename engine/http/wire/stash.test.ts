import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRequestHead } from './request-parser.ts';
import { Stash } from './stash.ts';

const LIMIT = 1 << 20;

/** Feeds `text` in pieces of `size` bytes, as a connection does. Returns the result and how many bytes were scanned for it. */
function drip(text: string, size: number): { readonly result: number; readonly scanned: number } {
  const stash = new Stash();
  let scanned = 0;
  for (let start = 0; start < text.length; start += size) {
    const piece = Buffer.from(text.slice(start, start + size), 'latin1');
    const kept = stash.length > 0;
    if (kept) stash.append(piece, 0, piece.length);
    if (kept && !stash.worthScanning(LIMIT)) continue;
    const { buffer, length } = kept ? stash.take() : { buffer: piece, length: piece.length };
    scanned += length;
    const result = parseRequestHead(buffer, 0, length, LIMIT);
    if (result !== 0) return { result, scanned };
    stash.append(buffer, 0, length);
  }
  return { result: 0, scanned };
}

test('bytes that were kept are there, and forgotten once they are taken', () => {
  const stash = new Stash();
  stash.append(Buffer.from('.abc.'), 1, 4);
  stash.append(Buffer.from('def'), 0, 3);
  const { buffer, length } = stash.take();
  assert.equal(buffer.toString('latin1', 0, length), 'abcdef');
  assert.equal(stash.length, 0);
});

test('a head is read once its last byte is there, however it comes', () => {
  for (const lines of [1, 100, 5000]) {
    const text = `GET / HTTP/1.1\r\nHost: a\r\n${'A: b\r\n'.repeat(lines)}\r\n`;
    for (const size of [1, 2, 3, 7, 1000]) {
      assert.equal(drip(text, size).result, text.length);
      assert.equal(drip(text.slice(0, -1), size).result, 0);
    }
  }
});

test('a head that drips in is not scanned all over again with each byte, or line', () => {
  const byLine = `GET / HTTP/1.1\r\n${'A:\r\n'.repeat(100_000)}`;
  assert.ok(drip(byLine, 4).scanned < 40 * byLine.length);
  const byByte = `GET / HTTP/1.1\r\nA: ${'a'.repeat(400_000)}`;
  assert.ok(drip(byByte, 1).scanned < byByte.length);
});

test('a wrong byte in a short head is found at once, and in a longer one with its line', () => {
  assert.ok(drip('GET / HTTP/1.1\r\nHost \0', 1).result < 0);
  assert.ok(drip(`GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(100)}A b\r\n`, 1).result < 0);
});
