import { Duplex } from 'node:stream';

/** How a stream reaches its connection. */
export interface StreamSending {
  send(content: Buffer, done: () => void): void;
  end(done: () => void): void;
  reset(): void;
}

/** One stream of a connection. It is over when both sides have ended, or one has reset it. */
export class SpdyStream extends Duplex {
  readonly headers: ReadonlyMap<string, string>;
  readonly #sending: StreamSending;
  #wanted: (() => void) | undefined;
  #isReset = false;

  constructor(headers: ReadonlyMap<string, string>, sending: StreamSending) {
    super({ allowHalfOpen: true });
    this.headers = headers;
    this.#sending = sending;
  }

  /** Resolves when more can be taken. */
  async receive(content: Buffer): Promise<void> {
    if (this.destroyed || this.push(content)) return;
    await new Promise<void>((resolve) => {
      this.#wanted = resolve;
    });
  }

  receiveEnd(): void {
    if (!this.destroyed) this.push(null);
  }

  /** The other side wants nothing of it any more. */
  receiveReset(): void {
    this.#isReset = true;
    this.destroy();
  }

  override _read(): void {
    this.#wanted?.();
    this.#wanted = undefined;
  }

  override _write(content: Buffer, _encoding: string, done: () => void): void {
    this.#sending.send(content, done);
  }

  override _final(done: () => void): void {
    this.#sending.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this._read();
    if (!this.#isReset && !(this.readableEnded && this.writableFinished)) this.#sending.reset();
    done(error);
  }
}
