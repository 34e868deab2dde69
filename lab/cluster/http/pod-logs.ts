import { jsonIn, jsonListIn } from '../objects/json.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import type { ApiError } from '../objects/status.ts';
import type { LogLine, PodLog } from '../pod-log.ts';
import { flag, wholeNumber } from './parameters.ts';
import { badRequest } from './refusals.ts';

/** What a container printed. */
export interface ContainerLog extends Pick<PodLog, 'lines' | 'subscribe'> {
  /** What it printed before it was started again; absent if it never was. */
  readonly previous?: readonly LogLine[];
}

/** The log of a container; undefined: it has not started. */
export type PodLogs = (namespace: string, name: string, container: string) => ContainerLog | undefined;

/** What is asked of a log. */
export interface LogRequest {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** Lines from the end; absent: all. */
  readonly tailLines?: number;
  /** Milliseconds since 1970; absent: from the beginning. */
  readonly since?: number;
  readonly limitBytes?: number;
}

/**
 * Reads the parameters of a log (Kubernetes API reference, "read log of the specified Pod").
 *
 * @throws ApiError 400
 */
export function logRequest(query: URLSearchParams, now: number): LogRequest {
  const tailLines = wholeNumber(query, 'tailLines');
  const limitBytes = wholeNumber(query, 'limitBytes');
  const seconds = wholeNumber(query, 'sinceSeconds');
  const time = query.get('sinceTime');
  const since = seconds !== undefined ? now - seconds * 1000 : time ? Date.parse(time) : undefined;
  if (since !== undefined && Number.isNaN(since))
    throw badRequest(`sinceTime: "${time}" is no time (RFC 3339)`);
  return {
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(since === undefined ? {} : { since }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

/**
 * The container of the pod that a log is asked of.
 *
 * @throws ApiError 400
 */
export function containerOf(pod: KubeObject, wanted: string | null): string {
  const { spec = {} } = pod as {
    readonly spec?: Readonly<Record<string, readonly { readonly name: string }[]>>;
  };
  const { name } = pod.metadata;
  const containers = (spec['containers'] ?? []).map((container) => container.name);
  const all = [...(spec['initContainers'] ?? []).map((container) => container.name), ...containers];
  if (wanted) {
    if (all.includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const [first = '', ...more] = containers;
  if (more.length === 0) return first;
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]`,
  );
}

/**
 * The lines of a log that were asked for, of those that are there.
 *
 * @throws ApiError 400 if the container was never started again and its previous log is asked for
 */
export function selectLines(
  log: ContainerLog,
  { previous, since, tailLines }: LogRequest,
  pod: string,
  container: string,
): readonly LogLine[] {
  if (previous && !log.previous) {
    throw badRequest(`previous terminated container "${container}" in pod "${pod}" not found`);
  }
  const lines = (previous ? log.previous : log.lines) ?? [];
  const recent = since === undefined ? lines : lines.filter(({ at }) => at.getTime() >= since);
  return tailLines === undefined ? recent : tailLines === 0 ? [] : recent.slice(-tailLines);
}

/** As kubectl prints it, with its line feed. */
export function formatLine({ at, text }: LogLine, timestamps: boolean): string {
  return timestamps ? `${at.toISOString().replace('Z', '000000Z')} ${text}\n` : `${text}\n`;
}

/** The refusal of a log of a container that has not started, or that could not. */
export function notStarted({ metadata: { name }, status }: KubeObject, container: string): ApiError {
  const statuses = jsonListIn((status ?? {}) as Json, 'containerStatuses');
  const state = jsonIn(statuses.find((one) => one['name'] === container) ?? {}, 'state');
  const { message } = jsonIn(state, 'terminated');
  const where = `container "${container}" in pod "${name}"`;
  return badRequest(
    message === undefined
      ? `${where} is waiting to start: ContainerCreating`
      : `${where} could not be started: ${String(message)}`,
  );
}
