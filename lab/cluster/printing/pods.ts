import type { KubeObject } from '../objects/object.ts';
import { ageOf, NONE, nameOf, orNone, since } from './cells.ts';
import { at, hasCondition, listAt, numberAt, textAt } from './fields.ts';
import { printer } from './printer.ts';

export const podPrinter = printer(
  {
    Name: nameOf,
    Ready: (pod) => {
      const { ready, containers } = stateOf(pod);
      return `${ready}/${containers}`;
    },
    Status: (pod) => stateOf(pod).reason,
    Restarts: (pod, now) => {
      const { restarts, lastRestart } = stateOf(pod);
      return restarts > 0 && lastRestart !== ''
        ? `${restarts} (${since(lastRestart, now)} ago)`
        : `${restarts}`;
    },
    Age: ageOf,
  },
  {
    IP: (pod) => orNone(textAt(listAt(pod, 'status', 'podIPs')[0], 'ip') || textAt(pod, 'status', 'podIP')),
    Node: (pod) => orNone(textAt(pod, 'spec', 'nodeName')),
    'Nominated Node': (pod) => orNone(textAt(pod, 'status', 'nominatedNodeName')),
    'Readiness Gates': readinessGates,
  },
);

/** What the table says of a pod, and what it was told of by. */
interface PodTableState {
  reason: string;
  ready: number;
  containers: number;
  restarts: number;
  /** RFC 3339; empty if no container was ever started again. */
  lastRestart: string;
}

/** As `kubectl get pods` sums a pod up: the state of the container that tells most about it. */
function stateOf(pod: KubeObject): PodTableState {
  const phase = textAt(pod, 'status', 'phase');
  const state: PodTableState = {
    reason: textAt(pod, 'status', 'reason') || phase,
    ready: 0,
    containers: listAt(pod, 'spec', 'containers').length + sidecarNames(pod).size,
    restarts: 0,
    lastRestart: '',
  };
  const initializing = readInitContainers(pod, state);
  if (!initializing || hasCondition(pod, 'Initialized')) readContainers(pod, state);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (textAt(pod, 'status', 'reason') === 'NodeLost') state.reason = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') state.reason = 'Terminating';
  }
  return state;
}

/** True while one of them is not through. */
function readInitContainers(pod: KubeObject, state: PodTableState): boolean {
  const sidecars = sidecarNames(pod);
  const all = listAt(pod, 'spec', 'initContainers').length;
  for (const [index, container] of listAt(pod, 'status', 'initContainerStatuses').entries()) {
    countRestarts(container, state);
    const terminated = at(container, 'state', 'terminated');
    if (terminated !== undefined && numberAt(terminated, 'exitCode') === 0) continue;
    if (sidecars.has(textAt(container, 'name')) && at(container, 'started') === true) {
      if (at(container, 'ready') === true) state.ready += 1;
      continue;
    }
    const waiting = textAt(container, 'state', 'waiting', 'reason');
    if (terminated !== undefined) state.reason = `Init:${endOf(terminated)}`;
    else if (waiting !== '' && waiting !== 'PodInitializing') state.reason = `Init:${waiting}`;
    else state.reason = `Init:${index}/${all}`;
    return true;
  }
  return false;
}

function readContainers(pod: KubeObject, state: PodTableState): void {
  const sidecars = sidecarNames(pod);
  state.restarts = 0;
  state.lastRestart = '';
  for (const container of listAt(pod, 'status', 'initContainerStatuses')) {
    if (sidecars.has(textAt(container, 'name'))) countRestarts(container, state);
  }
  let running = false;
  for (const container of listAt(pod, 'status', 'containerStatuses').toReversed()) {
    countRestarts(container, state);
    const terminated = at(container, 'state', 'terminated');
    const waiting = textAt(container, 'state', 'waiting', 'reason');
    if (waiting !== '') state.reason = waiting;
    else if (terminated !== undefined) state.reason = endOf(terminated);
    else if (at(container, 'ready') === true && at(container, 'state', 'running') !== undefined) {
      running = true;
      state.ready += 1;
    }
  }
  if (state.reason === 'Completed' && running) {
    state.reason = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  }
}

function endOf(terminated: unknown): string {
  const signal = numberAt(terminated, 'signal');
  return (
    textAt(terminated, 'reason') ||
    (signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode')}` : `Signal:${signal}`)
  );
}

function countRestarts(container: unknown, state: PodTableState): void {
  state.restarts += numberAt(container, 'restartCount');
  const finished = textAt(container, 'lastState', 'terminated', 'finishedAt');
  if (finished > state.lastRestart) state.lastRestart = finished;
}

/** Init containers that go on running beside the others (Kubernetes: sidecar containers). */
function sidecarNames(pod: KubeObject): ReadonlySet<string> {
  return new Set(
    listAt(pod, 'spec', 'initContainers')
      .filter((container) => textAt(container, 'restartPolicy') === 'Always')
      .map((container) => textAt(container, 'name')),
  );
}

function readinessGates(pod: KubeObject): string {
  const gates = listAt(pod, 'spec', 'readinessGates');
  if (gates.length === 0) return NONE;
  return `${gates.filter((gate) => hasCondition(pod, textAt(gate, 'conditionType'))).length}/${gates.length}`;
}
