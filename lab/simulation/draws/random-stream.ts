/** The generator that shuffles the engine's balancers draws everything that is random in a simulation. */
export { RandomStream } from '../../../engine/core.ts';
