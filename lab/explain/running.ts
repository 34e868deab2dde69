import { Configurator, seededRandom } from '../../engine/index.ts';
import type { RunningProxy } from '../targets/target.ts';
import type { World } from '../worlds/world.ts';
import type { Explainable } from './scene.ts';

/**
 * What a running proxy decides by, compiled anew: whoever asks uses up no turn of its balancers. Undefined if the proxy
 * cannot tell.
 */
export function explainableOf(
  proxy: Pick<RunningProxy, 'inForce'>,
  world: Pick<World, 'pods'>,
): Explainable | undefined {
  const inForce = proxy.inForce();
  if (!inForce) return undefined;
  const configurator = new Configurator({ static: inForce.static, random: seededRandom(1), now: () => 0 });
  configurator.apply(inForce.resources);
  return {
    static: inForce.static,
    configurator,
    pods: new Map(world.pods().map((pod) => [pod.name, pod])),
  };
}
