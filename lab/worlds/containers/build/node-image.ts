import { existsSync } from 'node:fs';
import { mkdir, realpath, stat, symlink } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Client } from '../client.ts';
import { packageVersion } from '../images.ts';
import { BuildContext } from './build-context.ts';
import { type BuiltImage, buildImage } from './image-builder.ts';

/** Node.js 24 with npm, where a registry has to give it. */
export const REGISTRY_NODE_IMAGE = 'node:24-trixie-slim';

/** Of a Node.js that brings its libraries along; those of distributions are a fraction of it. */
const WHOLE_NODE_BYTES = 50_000_000;

/** Where the image finds what this machine trusts besides. */
const CERTIFICATES = 'usr/local/share/ingress-lab/extra-certificates.pem';

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'x64',
  amd64: 'x64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** The folder of the npm that this machine has, if its Node.js and npm run in a container of the engine as well. */
export async function portableNpm(
  { engine }: Client,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const { Architecture, OSType } = await engine.container.dockerode.info();
  if (process.platform !== 'linux' || OSType !== 'linux' || ARCHITECTURES[Architecture] !== process.arch)
    return undefined;
  // Alpine's libc is another one.
  if (existsSync('/etc/alpine-release') || (await stat(process.execPath)).size < WHOLE_NODE_BYTES)
    return undefined;
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const program = await realpath(join(folder, 'npm')).catch(() => undefined);
    if (program?.endsWith(join('bin', 'npm-cli.js'))) return dirname(dirname(program));
  }
  return undefined;
}

/** Builds an image with the Node.js that runs this and an npm, on any base. */
export async function buildNodeImage(
  client: Client,
  {
    base,
    npm,
    environment,
  }: {
    readonly base: string;
    readonly npm: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
  onProgress: (line: string) => void,
): Promise<BuiltImage> {
  await using context = await BuildContext.of({
    dockerfile: 'fixtures/images/node/Dockerfile',
    context: 'fixtures/images/node',
  });
  await context.add(process.execPath, 'files/usr/local/bin/node');
  await context.add(npm, 'files/usr/local/lib/node_modules/npm');
  for (const name of ['npm', 'npx']) {
    await symlink(
      `../lib/node_modules/npm/bin/${name}-cli.js`,
      join(context.folder, 'files/usr/local/bin', name),
    );
  }
  const certificates = environment['NODE_EXTRA_CA_CERTS'] ?? '';
  const trusts = certificates !== '' && existsSync(certificates);
  if (trusts) {
    await mkdir(join(context.folder, 'files', dirname(CERTIFICATES)), { recursive: true });
    await context.add(certificates, join('files', CERTIFICATES));
  }
  // Awaited here: the context goes when this returns.
  return await buildImage(
    client,
    {
      image: `ingress-lab/node:${packageVersion()}`,
      folder: context.folder,
      args: { BASE: base, EXTRA_CERTIFICATES: trusts ? `/${CERTIFICATES}` : '' },
    },
    onProgress,
  );
}
