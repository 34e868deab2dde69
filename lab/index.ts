/**
 * The lab as a library: a world of backends, proxies in front of it, clients, and the journal of what happened; `check`,
 * `explain` and `diff` for manifests that nothing runs.
 */
export type { Fault, ReceivedRequest } from './backends/backend.ts';
export { type CheckOptions, check } from './check/check.ts';
export type { ClientTls, TlsVersion } from './clients/client-tls.ts';
export type { Clients } from './clients/clients.ts';
export { ContainerClient } from './clients/container-client.ts';
export {
  firstFound,
  type HttpAnswer,
  type HttpClient,
  type HttpFailure,
  type HttpRequest,
} from './clients/http-client.ts';
export { findHelm, findKubectl } from './clients/kubectl.ts';
export type { MongoSession } from './clients/mongo-session.ts';
export { findMongosh, runMongosh } from './clients/mongosh.ts';
export { Terminal } from './clients/terminal.ts';
export type { Greeting, TlsOutcome } from './clients/tls-probe.ts';
export { isAsTranscribed, readTranscript } from './clients/transcript.ts';
export { joined as joinedResults } from './cluster/manifests.ts';
export { ManifestLines } from './coverage/manifest-lines.ts';
export { manifestsUnderTest } from './coverage/manifests-under-test.ts';
export { COVERAGE_VARIABLE, writeRecord } from './coverage/records.ts';
export { ScenarioCoverage } from './coverage/scenario-coverage.ts';
export { diff } from './explain/diff/diff.ts';
export type { Review } from './explain/diff/review.ts';
export { type ExplainOptions, explain } from './explain/explain.ts';
export { QuestionError } from './explain/question-error.ts';
export { readQuestion, type WrittenQuestion } from './explain/read-question.ts';
export { readRequestFile } from './explain/requests/read-requests.ts';
export { RequestList } from './explain/requests/request-list.ts';
export { shortStory } from './explain/short.ts';
export type { HttpQuestion, Question, Story } from './explain/story.ts';
export { svgStory } from './explain/svg.ts';
export { textStory } from './explain/text.ts';
export { Journal, type JournalEntry } from './journal.ts';
export { DEFAULT_CONTROLLER, Lab, type LabOptions } from './lab.ts';
export { packageRoot } from './package-root.ts';
export { type Preview, type PreviewOptions, preview } from './preview/preview.ts';
export { compareCounts, runLengths, tally } from './report/distribution.ts';
export { worldManifests } from './simulation/cluster/world-manifests.ts';
export { DISTRIBUTION_EXPECTED, parseDistribution } from './simulation/draws/parse-distribution.ts';
export { type Expectation, readExpectation, verdictOf } from './simulation/expectation.ts';
export type { BackendModel, Change, Distribution, TrafficSource } from './simulation/plan.ts';
export { PLAN_MEDIA_TYPE, type PlannedSimulation, SIMULATION_MODE } from './simulation/planned.ts';
export { readDuration } from './simulation/quantities.ts';
export { readReplay } from './simulation/replay.ts';
export { resultText } from './simulation/report/result-text.ts';
export type { SimulationResult } from './simulation/result.ts';
export { runPlanned } from './simulation/run-planned.ts';
export { engineImage, targetInContainer } from './targets/container/engine-image.ts';
export type { RunningProxy } from './targets/target.ts';
export { pause, type WorldTime } from './time.ts';
export { SteadyTraffic } from './traffic/steady-traffic.ts';
export { closeContainersOfRun } from './worlds/containers/containers.ts';
export { NotInThisWorldError } from './worlds/not-in-this-world.ts';
export type { ApplyOutcome, ApplyResult, PodView, World } from './worlds/world.ts';
