import { containerClient } from '../../worlds/containers/client.ts';
import { packageVersion } from '../../worlds/containers/images.ts';
import { NotInThisWorldError } from '../../worlds/not-in-this-world.ts';
import type { Target } from '../target.ts';
import { containerTarget } from './container.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a variable begins with that names an image instead of a program. */
const IMAGE = 'image:';

/** The image that a variable names; undefined: it is not set, or names something else. */
export function namedImage(written = ''): string | undefined {
  return written.startsWith(IMAGE) ? written.slice(IMAGE.length) : undefined;
}

/**
 * The image of the engine, in which there is Node.js, too: the one that INGRESS_LAB_ENGINE names, or the one that `make
 * images` builds.
 *
 * @throws NotInThisWorldError if that was not built
 */
export async function engineImage(environment: Environment): Promise<string> {
  const named = namedImage(environment['INGRESS_LAB_ENGINE']);
  if (named !== undefined) return named;
  const image = `ingress-lab-engine:${packageVersion()}`;
  const { testcontainers, engine } = await containerClient();
  if (await engine.image.exists(testcontainers.ImageName.fromString(image))) return image;
  throw new NotInThisWorldError(`there is no image ${image}, which \`make images\` builds`);
}

/**
 * The target of the environment, but for that its proxies are containers.
 *
 * @throws NotInThisWorldError if there is no image of it
 */
export async function targetInContainer(
  name: Target['name'],
  environment: Environment = process.env,
): Promise<Target> {
  if (name === 'engine') return containerTarget(name, await engineImage(environment));
  const image = namedImage(environment['INGRESS_LAB_TRAEFIK']);
  if (image !== undefined) return containerTarget(name, image);
  throw new NotInThisWorldError('INGRESS_LAB_TRAEFIK names a program, and no image (image:traefik:v3.7)');
}
