/** The proxy engine: a Traefik-compatible ingress proxy that a program can start, feed with manifests and look into. */

export { seededRandom } from './balancing/random.ts';
export type { Random } from './balancing/service-node.ts';
export { chainMembers } from './configuration/link-middlewares.ts';
export { childrenOf } from './configuration/link-services.ts';
export type {
  AddressService,
  Configuration,
  ConfiguredMiddleware,
  Element,
  HttpRouter,
  HttpService,
  TcpRouter,
} from './configuration/model.ts';
export type { Rules } from './configuration/rules.ts';
export { type Applied, Configurator, type ConfiguratorOptions, type ResourceSet } from './configurator.ts';
export { Engine, type EngineOptions, type ListeningAddress } from './engine.ts';
export { parseQuery, prepareTarget } from './http/request-path.ts';
export type {
  EngineEvent,
  HealthEvent,
  HttpEvent,
  MirrorEvent,
  TcpEvent,
  UdpEvent,
} from './observability/observer.ts';
export { type ManifestText, ManifestWatcher, readManifestTexts } from './providers/files.ts';
export { LabelSelectorError, parseLabelSelector } from './providers/label-selector.ts';
export {
  type Diagnostic,
  formatDiagnostic,
  formatReference,
  type ResourceReference,
  type SourcePosition,
} from './resources/diagnostic.ts';
export { parseManifests, readManifests } from './resources/load.ts';
export type { Origin } from './resources/origin.ts';
export { namespaceOf, type Resource, type ResourceOf, referenceOf } from './resources/resource.ts';
export type { Consideration } from './routing/tables.ts';
export type { HttpFacts } from './rules/http-rule.ts';
export { FlagError } from './static/flag-values.ts';
export { parseFlags } from './static/flags.ts';
export { flagsFromHelmValues, type HelmValuesOptions } from './static/helm-values.ts';
export type { EntryPoint, StaticConfiguration } from './static/static-configuration.ts';
export type { Trace, TraceEvent } from './trace/trace.ts';
export type { TransportName } from './transport/index.ts';
export { TransportError } from './transport/index.ts';
export {
  EngineGroup,
  type EngineGroupOptions,
  MOST_WORKERS,
  type WorkerLoss,
} from './workers/engine-group.ts';
export { WorkerError } from './workers/worker-error.ts';
