import type { Duplex } from 'node:stream';

/** What went through when a splice is over. */
export interface SpliceResult {
  /** From the client to the server. */
  readonly bytesIn: number;
  /** From the server to the client. */
  readonly bytesOut: number;
  /** The first thing that broke it, with the side: `server: read ECONNRESET`. Absent: ended in order. */
  readonly error?: string;
}

/**
 * Pumps bytes between two sockets until both are closed; never rejects and owns both from now on. They must
 * allow half-open connections. A side is read only as fast as the other takes the bytes.
 *
 * Traefik: `pkg/tcp/proxy.go`. When one side has ended and the other has been told so, that other side may go
 * on sending for `terminationDelayMs`; 0 cuts it at once, a negative value never does. When one side breaks,
 * the other gets what was read from it and then an end.
 */
export function splice(
  client: Duplex,
  server: Duplex,
  options: { readonly terminationDelayMs: number },
): Promise<SpliceResult> {
  return new Promise((resolve) => {
    let error: string | undefined;
    let open = 2;
    const sides: [Side, Side] = [new Side('client', client), new Side('server', server)];
    const onClosed = (problem: string | undefined): void => {
      error ??= problem;
      open -= 1;
      if (open > 0) return;
      resolve({ bytesIn: sides[0].bytesRead, bytesOut: sides[1].bytesRead, ...(error && { error }) });
    };
    sides[0].pumpTo(sides[1], options.terminationDelayMs, onClosed);
    sides[1].pumpTo(sides[0], options.terminationDelayMs, onClosed);
  });
}

class Side {
  bytesRead = 0;
  readonly #name: string;
  readonly #stream: Duplex;
  /** Nothing more will be read: it ended, its time is over, or the other side is gone. */
  #readingDone = false;
  #deadline: NodeJS.Timeout | undefined;
  #onData: ((chunk: Buffer) => void) | undefined;

  constructor(name: string, stream: Duplex) {
    this.#name = name;
    this.#stream = stream;
  }

  pumpTo(peer: Side, terminationDelayMs: number, onClosed: (problem: string | undefined) => void): void {
    const stream = this.#stream;
    let problem: string | undefined;
    const finish = (): void => {
      clearTimeout(this.#deadline);
      const inOrder = this.#readingDone && stream.writableFinished;
      this.#stopReading();
      if (!inOrder) peer.#closeAfterFlush();
      onClosed(problem ?? (stream.errored ? `${this.#name}: ${stream.errored.message}` : undefined));
    };
    stream.on('error', (cause) => {
      problem = `${this.#name}: ${cause.message}`;
    });
    // It may have broken or ended between its last owner and now; those events do not come again.
    if (stream.closed) {
      finish();
      return;
    }
    stream.once('close', finish);
    stream.once('finish', () => this.#closeIfDone());
    peer.#stream.on('drain', () => {
      if (!this.#readingDone) stream.resume();
    });
    this.#onData = (chunk) => {
      this.bytesRead += chunk.length;
      if (peer.#stream.writable && !peer.#stream.write(chunk)) stream.pause();
    };
    stream.on('data', this.#onData);
    const onEnd = (): void => {
      this.#readingDone = true;
      this.#closeIfDone();
      peer.#endWriting(terminationDelayMs, this);
    };
    if (stream.readableEnded) {
      onEnd();
    } else {
      stream.once('end', onEnd);
      stream.resume();
    }
  }

  /** Passes the other side's end on; once that is sent, this side's own time to send is limited. */
  #endWriting(terminationDelayMs: number, peer: Side): void {
    this.#stream.end(() => {
      if (terminationDelayMs < 0 || this.#readingDone || this.#stream.destroyed) return;
      const expire = (): void => {
        this.#stopReading();
        peer.#stream.end();
        this.#closeIfDone();
      };
      if (terminationDelayMs === 0) expire();
      else this.#deadline = setTimeout(expire, terminationDelayMs);
    });
  }

  #stopReading(): void {
    this.#readingDone = true;
    if (this.#onData) this.#stream.off('data', this.#onData);
    this.#stream.pause();
  }

  #closeIfDone(): void {
    if (this.#readingDone && this.#stream.writableFinished) this.#stream.destroy();
  }

  #closeAfterFlush(): void {
    this.#stopReading();
    this.#stream.end();
    this.#closeIfDone();
  }
}
