import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackendArgumentError, isGoTrue, parseGoFlags } from './go-flags.ts';

const program = { name: 'whoami', valued: ['port', 'name'], switches: ['verbose'] };

const accepted: readonly [args: string[], flags: Record<string, string>][] = [
  [[], {}],
  [['--name=a', '-port', '81'], { name: 'a', port: '81' }],
  [['-name=', '--verbose'], { name: '', verbose: 'true' }],
  [['--verbose=false', '--name', '--x'], { verbose: 'false', name: '--x' }],
  [['--name=a=b'], { name: 'a=b' }],
  [['--', '--name=a'], {}],
  [['word', '--name=a'], {}],
];
for (const [args, flags] of accepted) {
  test(`flags: ${JSON.stringify(args)}`, () => {
    assert.deepEqual(Object.fromEntries(parseGoFlags(program, 'pod-1', args)), flags);
  });
}

for (const args of [['--cert=a'], ['--name'], ['-x', 'y']]) {
  test(`refused flags: ${JSON.stringify(args)}`, () => {
    assert.throws(
      () => parseGoFlags(program, 'pod-1', args),
      (error) => {
        assert.ok(error instanceof BackendArgumentError);
        assert.equal(error.code, 'backend-argument');
        assert.ok(error.message.includes('pod-1') && error.message.includes(`"${args[0]}"`));
        return true;
      },
    );
  });
}

test('truth as strconv.ParseBool knows it', () => {
  for (const text of ['1', 't', 'T', 'true', 'TRUE', 'True']) assert.equal(isGoTrue(text), true, text);
  for (const text of ['0', 'yes', 'tRUE', '', null, undefined])
    assert.equal(isGoTrue(text), false, String(text));
});
