/** The proxy engine: a Traefik-compatible ingress proxy that a program can start, feed with manifests and look into. */

export * from './core.ts';
export { Engine, type ListeningAddress } from './engine.ts';
export type { EngineOptions } from './engine-options.ts';
export type {
  Arrival,
  ClientFacts,
  RequestServers,
  RunningCall,
  Served,
  TlsSession,
  UpstreamCall,
  UpstreamHead,
  UpstreamReply,
} from './http/serve.ts';
export { UpstreamError } from './http/upstream/upstream-error.ts';
export { HandInError } from './http-door.ts';
export { type KubernetesSet, KubernetesSource, type KubernetesSourceListener } from './kubernetes.ts';
export { bufferedBody } from './middlewares/body-buffer.ts';
export type { BodySink, BodySource, HttpReply, RequestBody, TunnelEnd } from './middlewares/handler.ts';
export { HeaderList, type ResponseHead } from './middlewares/message.ts';
export { type Clock, systemClock } from './net/clock.ts';
export { type Network, systemNetwork } from './net/network.ts';
export type {
  EngineEvent,
  HealthEvent,
  HttpEvent,
  MirrorEvent,
  TcpEvent,
  UdpEvent,
} from './observability/observer.ts';
export type { Page } from './observability/pages.ts';
export { ManifestWatcher } from './providers/files.ts';
export { KubernetesError } from './providers/kubernetes/api-error.ts';
export type { ApiObject } from './providers/kubernetes/api-object.ts';
export { type ApiAddress, openApi as openKubernetesApi } from './providers/kubernetes/credentials.ts';
export type {
  ApiAccess,
  HttpTransport as KubernetesTransport,
} from './providers/kubernetes/http-transport.ts';
export { Reflector, type ReflectorSink } from './providers/kubernetes/reflector.ts';
export type { WatchedKind, WatchedProviders } from './providers/kubernetes/watched-kinds.ts';
export type { Channel, ChannelOwner } from './transport/channel.ts';
export { createTransport, TransportError, type TransportName } from './transport/index.ts';
export {
  EngineGroup,
  type EngineGroupOptions,
  MOST_WORKERS,
  type WorkerLoss,
} from './workers/engine-group.ts';
export { WorkerError } from './workers/worker-error.ts';
