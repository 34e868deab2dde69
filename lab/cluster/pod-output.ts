import type { LogLine } from './pod-log.ts';
import type { PodState } from './pod-state.ts';

/** What the program of a pod prints. */
export interface PodOutput {
  /** So far; the list grows. */
  readonly lines: readonly LogLine[];
  /** Calls the listener with each line from now on. Returns how to stop that. */
  subscribe(listener: (line: LogLine) => void): () => void;
}

/**
 * What a container of a pod prints; undefined if it has not started. Of several containers the first has a program, which
 * is meant if none is named. `now`: the time of lines whose time nobody noted.
 */
export function outputOf(
  { running, resource }: PodState,
  container: string | undefined,
  now: Date,
): PodOutput | undefined {
  if (!running) return undefined;
  const isSilent = container !== undefined && container !== resource.spec.containers[0]?.name;
  if (isSilent) return { lines: [], subscribe: () => () => undefined };
  return {
    lines: running.logLines ?? running.log.map((text) => ({ at: now, text })),
    subscribe: (listener) => running.onLine?.(listener) ?? (() => undefined),
  };
}
