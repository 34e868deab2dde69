import { accessSync, constants } from 'node:fs';
import { engineTarget } from './engine.ts';
import type { Target } from './target.ts';
import { TargetError } from './target-error.ts';
import { traefikTarget } from './traefik/traefik.ts';

/**
 * What proxies, by INGRESS_LAB_TARGET: `engine` (also if it is not set) or `traefik`, whose binary INGRESS_LAB_TRAEFIK
 * names.
 *
 * @throws TargetError `target-unavailable`, saying what to set
 */
export function chosenTarget(environment: NodeJS.ProcessEnv = process.env): Target {
  const name = environment['INGRESS_LAB_TARGET'] ?? '';
  if (name === '' || name === 'engine') return engineTarget;
  if (name === 'traefik') return traefikTarget(traefikBinary(environment));
  throw new TargetError('target-unavailable', `INGRESS_LAB_TARGET=${name}: write engine or traefik`);
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
