import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAsTranscribed, readTranscript } from './transcript.ts';

test('a transcript is commands with what they print and how they end', () => {
  assert.deepEqual(
    readTranscript('$ kubectl get pods \\\n    -n shop\nNAME\na\n\n$ false\n[exit code 1]\n$ true'),
    [
      { command: 'kubectl get pods -n shop', output: 'NAME\na', code: 0 },
      { command: 'false', output: '', code: 1 },
      { command: 'true', output: '', code: 0 },
    ],
  );
});

test('what comes before the first command is no transcript', () => {
  assert.throws(() => readTranscript('NAME\n$ true'), /begins with a command/);
});

const rows: [expected: string, seen: string, matches: boolean][] = [
  ['service/a created', 'service/a created', true],
  ['service/a created', 'service/a configured', false],
  ['service/a created', 'service/a created\nservice/b created', false],
  ['NAME   AGE\na      <age>', 'NAME   AGE\na      2m5s', true],
  ['a <age>', 'a soon', false],
  ['a <none>', 'a <none>', true],
  ['a <none>', 'a 10.0.0.1', false],
  ['a   1/1   <pod ip>', 'a 1/1 127.0.0.1', true],
  ['a <ip> b', 'a 1 2 b', false],
  ['first\n...\nlast', 'first\nsecond\nthird\nlast', true],
  ['first\n...\nlast', 'first\nlast', true],
  ['...\nlast', 'first\nlast\nmore', false],
  ['pod "a" deleted...', 'pod "a" deleted from b namespace', true],
  ['pod "a" deleted...', 'pod "a" deleted', true],
  ['pod "a" deleted...', 'pod "b" deleted', false],
  ['a...', 'a\nb', false],
  ['', '', true],
  ['', 'something', false],
  ['Host(`a.b`) (x)', 'Host(`axb`) (x)', false],
];
for (const [expected, seen, matches] of rows) {
  test(`${JSON.stringify(seen)} is ${matches ? '' : 'not '}${JSON.stringify(expected)}`, () =>
    assert.equal(isAsTranscribed(expected, seen), matches));
}
