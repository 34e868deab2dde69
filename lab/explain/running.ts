import { Configurator, seededRandom } from '../../engine/decisions.ts';
import type { RunningProxy } from '../targets/target.ts';
import type { World } from '../worlds/world.ts';
import type { Explainable } from './scene.ts';

type Proxy = Pick<RunningProxy, 'inForce'>;

/** By proxy: what changed since it was asked last is all that has to be compiled. */
const configurators = new WeakMap<Proxy, Configurator>();

/**
 * What a running proxy decides by, compiled apart from it: whoever asks uses up no turn of its balancers. Undefined if the
 * proxy cannot tell.
 */
export function explainableOf(proxy: Proxy, world: Pick<World, 'pods'>): Explainable | undefined {
  const inForce = proxy.inForce();
  if (!inForce) return undefined;
  let configurator = configurators.get(proxy);
  if (!configurator) {
    configurator = new Configurator({ static: inForce.static, random: seededRandom(1), now: () => 0 });
    configurators.set(proxy, configurator);
  }
  configurator.apply(inForce.resources);
  return {
    static: inForce.static,
    configurator,
    pods: new Map(world.pods().map((pod) => [pod.name, pod])),
  };
}
