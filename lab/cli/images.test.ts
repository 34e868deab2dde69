import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { IMAGE_NAMES } from '../worlds/containers/build/recipes.ts';
import { UsageError } from './command.ts';
import { parseImagesOptions } from './images-options.ts';
import { CommandProcess } from './test-process.ts';

describe('the command line of ingress-lab images', () => {
  test('builds all images by default, else those named', () => {
    const all = { verb: 'build', names: IMAGE_NAMES, base: undefined, node: undefined };
    assert.deepEqual(parseImagesOptions(['build']), all);
    assert.deepEqual(parseImagesOptions(['build', 'nginx', '--base', 'debootstrap', '--node', 'node:24']), {
      verb: 'build',
      names: ['nginx'],
      base: 'debootstrap',
      node: 'node:24',
    });
  });

  const refused: readonly [argv: readonly string[], message: RegExp][] = [
    [[], /write one of list, build, pull, not ""/],
    [['make'], /write one of list, build, pull, not "make"/],
    [['build', 'redis'], /there is no image "redis" to build: write whoami, /],
    [['pull', 'nginx'], /images pull takes no "nginx"/],
    [['list', '--base', 'debian'], /--base is for images build/],
  ];
  for (const [argv, message] of refused) {
    test(`refuses "${argv.join(' ')}"`, () => {
      assert.throws(
        () => parseImagesOptions(argv),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  test('ends with exit code 3 where no container engine answers', async (context) => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'unix:///nowhere/docker.sock';
    const command = new CommandProcess(context, 'images', 'list');
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
    assert.equal(await command.exitCode(), 3);
    assert.match(command.errors, /unix:\/\/\/nowhere\/docker\.sock/);
  });
});
