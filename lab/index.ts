/** The lab as a library: a world of backends, proxies in front of it, clients, and the journal of what happened. */
export type { Fault, ReceivedRequest } from './backends/backend.ts';
export type { ClientTls, TlsVersion } from './clients/client-tls.ts';
export {
  firstFound,
  type HttpAnswer,
  HttpClient,
  type HttpFailure,
  type HttpRequest,
} from './clients/http-client.ts';
export { mongoClient } from './clients/mongo-client.ts';
export { findMongosh, runMongosh } from './clients/mongosh.ts';
export { probeTls, type TlsOutcome } from './clients/tls-probe.ts';
export { UdpClient } from './clients/udp-client.ts';
export { askWebSocket } from './clients/websocket-client.ts';
export { shortStory } from './explain/short.ts';
export type { HttpQuestion, Question, Story } from './explain/story.ts';
export { Journal, type JournalEntry } from './journal.ts';
export { DEFAULT_CONTROLLER, Lab, type LabOptions } from './lab.ts';
export { packageRoot } from './package-root.ts';
export { compareCounts, runLengths, tally } from './report/distribution.ts';
export type { RunningProxy } from './targets/target.ts';
export { SteadyTraffic } from './traffic/steady-traffic.ts';
export type { ApplyOutcome, ApplyResult, PodView, World } from './worlds/world.ts';
