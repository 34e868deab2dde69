import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../../package-root.ts';
import type { Client } from '../client.ts';
import { ContainersWorldError } from '../containers-world-error.ts';
import { packageVersion } from '../images.ts';
import { BuildContext } from './build-context.ts';
import type { BuiltImage } from './image-builder.ts';

/** Makes a base by debootstrap, if it is not there yet: needs root and a Debian mirror, and no registry. */
export async function debootstrapBase(
  client: Client,
  onProgress: (line: string) => void,
): Promise<BuiltImage> {
  const { dockerode } = client.engine.container;
  const image = `ingress-lab/base:${packageVersion()}`;
  const size = async (): Promise<number> => (await dockerode.getImage(image).inspect()).Size;
  if (await client.engine.image.exists(client.testcontainers.ImageName.fromString(image))) {
    return { image, seconds: 0, bytes: await size() };
  }
  const began = performance.now();
  await using scratch = await BuildContext.empty();
  const archive = join(scratch.folder, 'base.tar');
  onProgress('making a Debian with debootstrap');
  await run(fileURLToPath(new URL('fixtures/images/base.sh', packageRoot)), archive);
  onProgress(`importing it as ${image}`);
  const [repo = '', tag = ''] = image.split(':');
  const stream: NodeJS.ReadableStream = await dockerode.importImage(createReadStream(archive), { repo, tag });
  await new Promise<void>((resolve, reject) => {
    dockerode.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
  return { image, seconds: (performance.now() - began) / 1000, bytes: await size() };
}

async function run(script: string, archive: string): Promise<void> {
  const child = spawn('/bin/sh', [script, archive], { stdio: ['ignore', 'ignore', 'pipe'] });
  let last: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    last = [...last, ...text.split('\n').filter((line) => line !== '')].slice(-5);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject);
  });
  if (code === 0) return;
  throw new ContainersWorldError(
    'containers-image-missing',
    `the base image could not be made: ${last.join('\n  ')}`,
  );
}
