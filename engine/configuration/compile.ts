import type { ResourceReference } from '../resources/diagnostic.ts';
import type { Resource } from '../resources/resource.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { type Compiled, Compiler } from './compiler.ts';
import type { Configuration } from './model.ts';

/** What a compilation needs to know. */
export interface CompileInput {
  /** The objects that the provider admits, as the cluster holds them. */
  readonly resources: readonly Resource[];
  /** Objects that were written but not accepted; their absence was reported already. */
  readonly rejected: readonly ResourceReference[];
  readonly options: StaticConfiguration;
  /** Names of the engine's own services that are on: `api@internal`. */
  readonly internalServices: readonly string[];
}

/** Resources to configuration. Pure: the same input gives the same configuration and findings. */
export function compile({ resources, rejected, options, internalServices }: CompileInput): Compiled {
  return new Compiler(options, internalServices).compile(resources, rejected);
}

/** What is in force before the first resources. */
export const emptyConfiguration: Configuration = {
  http: { routers: new Map(), services: new Map(), middlewares: new Map(), serversTransports: new Map() },
  tcp: { routers: new Map(), services: new Map(), middlewares: new Map(), serversTransports: new Map() },
  udp: { routers: new Map(), services: new Map() },
  tls: { options: new Map(), certificates: [] },
  marked: new Set(),
};
