import type { Recorder } from './recorder.ts';
import type { Timeline } from './timeline.ts';

/** How far a simulation has come. */
export interface Progress {
  readonly atMs: number;
  readonly durationMs: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly etaMs: number;
}

/** Milliseconds of real time between two reports. */
const REPORT_MS = 250;

/** Lets others have their turn in real time, and tells how far the simulation is. Results do not depend on it. */
export class Pace {
  readonly #timeline: Timeline;
  readonly #recorder: Recorder;
  readonly #signal: AbortSignal | undefined;
  readonly #report: ((progress: Progress) => void) | undefined;
  readonly #startedAt = performance.now();
  #reportedAt = this.#startedAt;

  constructor(
    timeline: Timeline,
    recorder: Recorder,
    signal: AbortSignal | undefined,
    report: ((progress: Progress) => void) | undefined,
  ) {
    this.#timeline = timeline;
    this.#recorder = recorder;
    this.#signal = signal;
    this.#report = report;
  }

  /** @throws the reason of the signal */
  async turn(): Promise<void> {
    const now = performance.now();
    if (now - this.#reportedAt < REPORT_MS) return;
    this.#reportedAt = now;
    const elapsed = now - this.#startedAt;
    const { requests, durationMs } = this.#recorder;
    const atMs = Math.min(this.#timeline.time, durationMs);
    this.#report?.({
      atMs,
      durationMs,
      requests,
      requestsPerSecond: (requests * 1000) / elapsed,
      etaMs: atMs > 0 ? (elapsed * (durationMs - atMs)) / atMs : 0,
    });
    await this.microtasks();
    this.#signal?.throwIfAborted();
  }

  /** Everything that can go on without time does. */
  microtasks(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
