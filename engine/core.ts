/** The functional core of the engine: from manifests to tables and findings, without a socket, timer or process. */

export { RandomStream, seededRandom } from './balancing/random.ts';
export type { Asker, Mirroring, Random, ServerWatch } from './balancing/service-node.ts';
export { chainMembers } from './configuration/link-middlewares.ts';
export { childrenOf } from './configuration/link-services.ts';
export type {
  AddressService,
  Configuration,
  ConfiguredCertificate,
  ConfiguredMiddleware,
  Element,
  HttpRouter,
  HttpService,
  TcpRouter,
} from './configuration/model.ts';
export { rulePosition } from './configuration/rule-position.ts';
export type { Rules } from './configuration/rules.ts';
export { type Applied, Configurator, type ConfiguratorOptions, type ResourceSet } from './configurator.ts';
export { BarePlane } from './http/bare-plane.ts';
export { HealthChecks } from './http/health/health-checks.ts';
export { type Chosen, type ChosenRoute, headChooser, routeChooser } from './http/rehearsal/choose-route.ts';
export { Rehearsal, type RehearsedRequest } from './http/rehearsal/rehearsal.ts';
export type { HeadView, Lookup, MiddlewarePass, Rehearsed } from './http/rehearsal/rehearsed.ts';
export { parseQuery, prepareTarget } from './http/request-path.ts';
export type {
  Arrival,
  RunningCall,
  Served,
  UpstreamCall,
  UpstreamClient,
  UpstreamReply,
} from './http/serve.ts';
export { UpstreamError, upstreamError } from './http/upstream/upstream-error.ts';
export type { CircuitBreaker } from './middlewares/circuit-breaker-policy.ts';
export type { HttpReply, SharedLimits, TunnelEnd } from './middlewares/handler.ts';
export type { InFlightPolicy } from './middlewares/in-flight-policy.ts';
export { LocalLimits } from './middlewares/local-limits.ts';
export {
  HeaderList,
  type ImmediateResponse,
  type RequestHead,
  type ResponseHead,
} from './middlewares/message.ts';
export type { HttpMiddleware } from './middlewares/middleware.ts';
export type { RateLimitPolicy } from './middlewares/rate-limit-policy.ts';
export type { AttemptEnd, RetryPolicy } from './middlewares/retry-policy.ts';
export type { TrafficShape } from './middlewares/traffic-shape.ts';
export type { Clock } from './net/clock.ts';
export type { EngineEvent } from './observability/observer.ts';
export { LabelSelectorError, parseLabelSelector } from './providers/label-selector.ts';
export { type ManifestText, readManifestTexts } from './providers/manifest-texts.ts';
export {
  type Diagnostic,
  type Fix,
  formatDiagnostic,
  formatReference,
  type ResourceReference,
  type SourcePosition,
  type TextEdit,
} from './resources/diagnostic.ts';
export { FINDING_CODES, type FindingCode, type FindingGravity } from './resources/finding-codes.ts';
export { parseManifests, readManifests } from './resources/load.ts';
export { ObjectOrigin, type ReadObject, readObject } from './resources/object-resource.ts';
export type { Origin } from './resources/origin.ts';
export { namespaceOf, type Resource, type ResourceOf, referenceOf } from './resources/resource.ts';
export { type CrdField, type CrdMapping, crdMappings } from './resources/schemas/crd-fields.ts';
export type { EntryPointRoutes, RoutingSnapshot, TcpTarget } from './routing/snapshot.ts';
export type { Asked, HttpTable, TcpTable } from './routing/tables.ts';
export type {
  AddressServer,
  HttpDestination,
  HttpServer,
  HttpServiceNode,
  HttpTarget,
} from './routing/targets.ts';
export type { MatcherReason } from './rules/compile-rule.ts';
export { type ExampleRequest, exampleRequests } from './rules/example-requests.ts';
export type { HttpFacts, HttpRule } from './rules/http-rule.ts';
export { maximumUserPriority } from './rules/priority.ts';
export { matcherCalls } from './rules/rule-node.ts';
export type { TcpFacts, TcpRule } from './rules/tcp-rule.ts';
export { inOtherSyntax, type OtherSyntax } from './rules/translation/other-syntax.ts';
export { FlagError } from './static/flag-values.ts';
export { parseFlags } from './static/flags.ts';
export { flagsFromHelmValues, type HelmValuesOptions } from './static/helm-values.ts';
export type { EntryPoint, StaticConfiguration } from './static/static-configuration.ts';
export { chooseByHello, type TlsChoice } from './tcp/dispatch.ts';
export type { Trace, TraceEvent } from './trace/trace.ts';
