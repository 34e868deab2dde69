import { accessSync, constants } from 'node:fs';
import { containerTarget } from './container/container.ts';
import { namedImage } from './container/engine-image.ts';
import { engineTarget } from './engine.ts';
import type { Target } from './target.ts';
import { TargetError } from './target-error.ts';
import { traefikTarget } from './traefik/traefik.ts';

/**
 * What proxies, by INGRESS_LAB_TARGET: `engine` (also if it is not set) or `traefik`, whose binary INGRESS_LAB_TRAEFIK
 * names. `image:NAME` there, or in INGRESS_LAB_ENGINE, names an image: the proxy is a container then.
 *
 * @throws TargetError `target-unavailable`, saying what to set
 */
export function chosenTarget(environment: NodeJS.ProcessEnv = process.env): Target {
  const name = environment['INGRESS_LAB_TARGET'] ?? '';
  const { INGRESS_LAB_ENGINE: engine = '', INGRESS_LAB_TRAEFIK: traefik = '' } = environment;
  if (name === '' || name === 'engine') {
    if (engine === '') return engineTarget;
    const image = namedImage(engine);
    if (image !== undefined) return imageTarget('engine', image, environment);
    throw new TargetError(
      'target-unavailable',
      `INGRESS_LAB_ENGINE=${engine}: write image: and the name of an image, or leave it out for the engine in this process`,
    );
  }
  const image = namedImage(traefik);
  if (name === 'traefik' && image !== undefined) return imageTarget('traefik', image, environment);
  if (name === 'traefik') return traefikTarget(traefikBinary(environment));
  throw new TargetError('target-unavailable', `INGRESS_LAB_TARGET=${name}: write engine or traefik`);
}

function imageTarget(name: Target['name'], image: string, environment: NodeJS.ProcessEnv): Target {
  if (environment['INGRESS_LAB_WORLD'] === 'containers') return containerTarget(name, image);
  throw new TargetError(
    'target-unavailable',
    `image:${image}: a proxy in a container needs pods in containers: set INGRESS_LAB_WORLD=containers`,
  );
}

/**
 * The path of a Traefik binary.
 *
 * @throws TargetError `target-unavailable`, saying what to set
 */
export function traefikBinary(environment: NodeJS.ProcessEnv = process.env): string {
  const path = environment['INGRESS_LAB_TRAEFIK'] ?? '';
  const advice = 'set INGRESS_LAB_TRAEFIK to the path of a Traefik 3 binary';
  if (path === '') throw new TargetError('target-unavailable', `there is no Traefik: ${advice}`);
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new TargetError('target-unavailable', `INGRESS_LAB_TRAEFIK=${path} is no program: ${advice}`);
  }
  return path;
}
