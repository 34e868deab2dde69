import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { arrivedInput } from '../../backends/arrived-input.ts';
import type { Fault, ReceivedRequest } from '../../backends/backend.ts';
import { delayOf } from '../../backends/fault.ts';
import { pause } from '../../backends/pause.ts';
import { HttpTap } from './http-tap.ts';

interface ConnectionOptions {
  readonly client: Socket;
  readonly dial: () => Promise<Duplex>;
  /** The fault in force now. */
  readonly fault: () => Fault | undefined;
  readonly onReceived: (request: ReceivedRequest) => void;
  readonly onBytes: (count: number) => void;
  /** Both sides are closed. */
  readonly onClose: () => void;
}

/** A client's connection and the one to the pod that stands behind it; whatever one side does, the other side sees. */
export class TcpConnection {
  readonly #options: ConnectionOptions;
  readonly #client: Socket;
  readonly #tap: HttpTap;
  /** The pod is reached, or cannot be. */
  readonly #opened: Promise<void>;
  #pod: Duplex | undefined;
  /** The request under way does not go on to the pod: it is answered here. */
  #keeping = false;
  /** Something was asked since the pod answered last. */
  #asked = false;
  #draining = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { client, onReceived } = options;
    this.#client = client;
    this.#tap = new HttpTap(`${client.remoteAddress}:${client.remotePort}`, onReceived);
    client
      .on('error', () => {})
      .on('close', (hadError) => {
        this.#tap.abandon();
        // What has ended in order may still be on its way to the pod.
        if (this.#pod && (hadError || !client.readableEnded)) reset(this.#pod);
        if (this.#pod === undefined || this.#pod.closed) options.onClose();
      });
    this.#opened = this.#relay();
  }

  get onlySafe(): boolean {
    return this.#tap.onlySafe;
  }

  /** To its client the pod is gone; the pod has done nothing to be reset for. */
  reset(): void {
    this.#pod?.destroy();
    reset(this.#client);
  }

  /** Ends as soon as nothing is under way: neither a request, nor one that has arrived and was not read yet. */
  async drain(): Promise<void> {
    this.#draining = true;
    await this.#opened;
    await arrivedInput();
    if (this.#tap.isIdle) this.#client.destroySoon();
  }

  async #relay(): Promise<void> {
    const client = this.#client;
    const pod = await this.#options.dial().catch(() => undefined);
    if (!pod || client.destroyed) {
      pod?.destroy();
      reset(client);
      return;
    }
    this.#pod = pod;
    pod
      // A pod that has said all it had to say may well not listen to the end.
      .on('error', () => (pod.readableEnded ? client.destroySoon() : reset(client)))
      .on('close', () => {
        if (client.closed) this.#options.onClose();
      });
    void pump(client, pod, (chunk) => this.#fromClient(chunk));
    void pump(
      pod,
      client,
      (chunk) => this.#fromPod(chunk),
      () => this.#passed(),
    );
  }

  /** What of a client's bytes goes on to the pod, after the fault in force had its way. */
  async #fromClient(chunk: Buffer): Promise<Buffer | undefined> {
    const fault = this.#options.fault();
    this.#options.onBytes(chunk.length);
    this.#asked = true;
    // A fault that comes in the middle of a request is for the next one.
    if (!this.#tap.isUnderWay) this.#keeping = fault?.kind === 'error';
    this.#tap.fromClient(chunk, this.#keeping);
    if (fault?.kind === 'hang') return undefined;
    if (fault?.kind === 'reset' && !this.#tap.isHttp) {
      reset(this.#client);
      return undefined;
    }
    if (!this.#keeping || !this.#tap.isHttp) return chunk;
    this.#answerKept();
    return undefined;
  }

  async #fromPod(chunk: Buffer): Promise<Buffer | undefined> {
    const client = this.#client;
    const fault = this.#options.fault();
    if (fault?.kind === 'reset') {
      // Half of what there is: in the middle of the body, if there is one.
      client.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => reset(client));
      return undefined;
    }
    // The pod has the request at once; what waits is its answer, from the first byte.
    if (fault?.kind === 'slow' && this.#asked) {
      if (client.closed || !(await pause(delayOf(fault), client))) return undefined;
    }
    this.#asked = false;
    this.#tap.fromPod(chunk);
    return chunk;
  }

  /** Something of the pod's answer is on its way to the client. */
  #passed(): void {
    this.#answerKept();
    if (this.#draining && this.#tap.isIdle) this.#client.destroySoon();
  }

  #answerKept(): void {
    const fault = this.#options.fault();
    const status = fault?.kind === 'error' ? fault.status : 503;
    const count = this.#tap.answerKept(status);
    // RFC 9110, section 8.6: 204 has no Content-Length.
    const length = status === 204 ? '' : 'content-length: 0\r\n';
    if (count > 0 && this.#client.writable)
      this.#client.write(`HTTP/1.1 ${status} \r\n${length}\r\n`.repeat(count));
  }
}

async function pump(
  from: Duplex,
  to: Duplex,
  pass: (chunk: Buffer) => Promise<Buffer | undefined>,
  afterwards = (): void => {},
): Promise<void> {
  try {
    // Otherwise a side that has said all it had to say would be closed, and hear no answer.
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      const passed = await pass(chunk);
      if (!passed || !to.writable) continue;
      const takesMore = to.write(passed);
      afterwards();
      if (!takesMore && !to.closed) await drained(to);
    }
    to.end();
  } catch {
    reset(to);
  }
}

/** A socket that has been ended cannot be reset any more: it would never close. */
function reset(stream: Duplex): void {
  if (stream instanceof Socket && !stream.writableEnded) stream.resetAndDestroy();
  else stream.destroy();
}

/** Resolves when a stream takes more, or is closed. */
function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
