import { EXIT } from './command.ts';

/** Somebody pressed Ctrl-C. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** Remembers a SIGINT or SIGTERM for long computations to ask for; a second one ends the process at once. */
export class Interruption implements Disposable {
  #signals = 0;
  readonly #onSignal = (): void => {
    this.#signals += 1;
    if (this.#signals > 1) process.exit(EXIT.aborted);
  };

  constructor() {
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal);
  }

  /** @throws InterruptedError if there was one */
  check(): void {
    if (this.#signals > 0) throw new InterruptedError('interrupted');
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal);
  }
}
