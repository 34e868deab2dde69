/**
 * What the proxy decides by, and how it decides, without a socket: for programs that read manifests and ask what would
 * become of traffic, and want to start fast. Part of the public interface.
 */

export { seededRandom } from './balancing/random.ts';
export type { Random } from './balancing/service-node.ts';
export type {
  AddressService,
  Configuration,
  ConfiguredCertificate,
  Element,
  HttpService,
} from './configuration/model.ts';
export { rulePosition } from './configuration/rule-position.ts';
export { type Applied, Configurator, type ConfiguratorOptions, type ResourceSet } from './configurator.ts';
export { type ChosenRoute, routeChooser } from './http/rehearsal/choose-route.ts';
export { Rehearsal, type RehearsedRequest } from './http/rehearsal/rehearsal.ts';
export type { HeadView, Lookup, MiddlewarePass, Rehearsed } from './http/rehearsal/rehearsed.ts';
export type { ImmediateResponse } from './middlewares/message.ts';
export type {
  EngineEvent,
  HealthEvent,
  HttpEvent,
  MirrorEvent,
  TcpEvent,
  UdpEvent,
} from './observability/observer.ts';
export type { Page } from './observability/pages.ts';
export { type ManifestText, readManifestTexts } from './providers/files.ts';
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
export type { EntryPointRoutes, RoutingSnapshot, TcpTarget } from './routing/snapshot.ts';
export type { Asked, HttpTable, TcpTable } from './routing/tables.ts';
export type { AddressServer, HttpServer } from './routing/targets.ts';
export type { MatcherReason } from './rules/compile-rule.ts';
export { type ExampleRequest, exampleRequests } from './rules/example-requests.ts';
export type { HttpFacts, HttpRule } from './rules/http-rule.ts';
export { matcherCalls } from './rules/rule-node.ts';
export type { TcpFacts, TcpRule } from './rules/tcp-rule.ts';
export { FlagError } from './static/flag-values.ts';
export { parseFlags } from './static/flags.ts';
export { flagsFromHelmValues, type HelmValuesOptions } from './static/helm-values.ts';
export type { EntryPoint, StaticConfiguration } from './static/static-configuration.ts';
export { chooseByHello, type TlsChoice } from './tcp/dispatch.ts';
export type { TransportName } from './transport/index.ts';
