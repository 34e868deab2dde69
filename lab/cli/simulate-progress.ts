import { grouped, timeText } from '../report/numbers.ts';
import type { SimulationProgress } from '../simulation/simulate.ts';

/** Milliseconds between two lines where none can be written over. */
const LINE_EVERY_MS = 10_000;

/** Milliseconds between two states of a line that is written over. */
const REWRITE_EVERY_MS = 200;

/** Milliseconds that runs take before anybody is told how far they are. */
const SILENT_MS = 1000;

/**
 * Says on a stream how far long runs are: on a terminal in one line that is written over, else in a line after a second and every
 * ten from then on.
 */
export class ProgressLine implements Disposable {
  readonly #stream: NodeJS.WritableStream;
  readonly #now: () => number;
  readonly #rewrites: boolean;
  #next: number;
  #shown = false;

  constructor(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }, now = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    this.#rewrites = stream.isTTY === true;
    this.#next = now() + SILENT_MS;
  }

  tell(progress: SimulationProgress): void {
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + (this.#rewrites ? REWRITE_EVERY_MS : LINE_EVERY_MS);
    this.#shown = true;
    this.#stream.write(
      this.#rewrites ? `\r${progressText(progress)}\u001B[K` : `${progressText(progress)}\n`,
    );
  }

  /** Leaves no line behind that was only for the time being. */
  [Symbol.dispose](): void {
    if (this.#rewrites && this.#shown) this.#stream.write('\r\u001B[K');
    this.#shown = false;
  }
}

/** `25 % of 10 min, 12,000,000 requests, 2,400,000 a second, 20 s to go` */
export function progressText({
  atMs,
  durationMs,
  requests,
  requestsPerSecond,
  etaMs,
}: SimulationProgress): string {
  const parts = [
    `${Math.floor((100 * atMs) / durationMs)} % of ${timeText(durationMs)}`,
    `${grouped(requests)} requests`,
    `${grouped(requestsPerSecond)} a second`,
  ];
  if (Number.isFinite(etaMs)) parts.push(`${timeText(1000 * Math.ceil(etaMs / 1000))} to go`);
  return parts.join(', ');
}
