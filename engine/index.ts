/** The proxy engine: a Traefik-compatible ingress proxy that a program can start, feed with manifests and look into. */

export * from './decisions.ts';
export { Engine, type EngineOptions, type ListeningAddress } from './engine.ts';
export { ManifestWatcher } from './providers/files.ts';
export { TransportError } from './transport/index.ts';
export {
  EngineGroup,
  type EngineGroupOptions,
  MOST_WORKERS,
  type WorkerLoss,
} from './workers/engine-group.ts';
export { WorkerError } from './workers/worker-error.ts';
