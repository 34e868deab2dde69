import type { Client } from '../client.ts';
import { ContainersWorldError } from '../containers-world-error.ts';
import { debootstrapBase } from './base-image.ts';
import { BuildContext } from './build-context.ts';
import { type BuiltImage, buildImage } from './image-builder.ts';
import { buildNodeImage, portableNpm, REGISTRY_NODE_IMAGE } from './node-image.ts';
import { type ImageName, recipeOf } from './recipes.ts';

/** What images stand on by default. */
const DEFAULT_BASE = 'debian:trixie-slim';

interface BuildImagesOptions {
  readonly names: readonly ImageName[];
  /** What they stand on: an image, or `debootstrap` to make one. Default: `debian:trixie-slim`. */
  readonly base?: string | undefined;
  /** Node.js 24 with npm, to build with. Default: made of this machine's own, else `node:24-trixie-slim`. */
  readonly node?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (line: string) => void;
}

/**
 * Builds images of the project, and what they are built with.
 *
 * @throws ContainersWorldError if a base is missing, the sources are not there, or a build fails
 */
export async function buildImages(client: Client, options: BuildImagesOptions): Promise<BuiltImage[]> {
  const { names, environment, onProgress } = options;
  const built: BuiltImage[] = [];
  const made = (image: BuiltImage): string => {
    built.push(image);
    return image.image;
  };
  const base =
    options.base === 'debootstrap'
      ? made(await debootstrapBase(client, onProgress))
      : await there(client, options.base ?? DEFAULT_BASE, options);
  const recipes = names.map(recipeOf);
  let node: string | undefined;
  for (const { image, dockerfile, context, target, bases } of recipes) {
    await using sources = await BuildContext.of({ dockerfile, context });
    if (bases.build !== undefined && node === undefined) {
      const npm = options.node === undefined ? await portableNpm(client, environment) : undefined;
      node =
        npm === undefined
          ? await there(client, options.node ?? REGISTRY_NODE_IMAGE, options)
          : made(await buildNodeImage(client, { base, npm, environment }, onProgress));
    }
    const args = {
      [bases.run]: base,
      ...(bases.build === undefined || !node ? {} : { [bases.build]: node }),
    };
    made(await buildImage(client, { image, folder: sources.folder, target, args }, onProgress));
  }
  return built;
}

/** Pulls an image that is not there. */
async function there(
  { engine, testcontainers }: Client,
  image: string,
  { onProgress }: BuildImagesOptions,
): Promise<string> {
  const name = testcontainers.ImageName.fromString(image);
  if (await engine.image.exists(name)) return image;
  onProgress(`pulling ${image}`);
  try {
    await engine.image.pull(name, { force: false, platform: undefined });
    return image;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ContainersWorldError(
      'containers-image-missing',
      `the image "${image}" cannot be pulled: ${why.trim()}. Name images that are there (--base IMAGE, --node IMAGE); ` +
        'without any registry, --base debootstrap makes a base on Debian and Ubuntu, as root',
    );
  }
}
