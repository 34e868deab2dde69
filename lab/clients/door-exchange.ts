import { errors } from 'undici';
import type {
  Arrival,
  BodySource,
  Clock,
  HttpReply,
  ResponseHead,
  Served,
  TunnelEnd,
} from '../../engine/index.ts';
import type { HttpAnswer } from './http-client.ts';

/** What a client got. */
export type Received = Pick<HttpAnswer, 'status' | 'headers' | 'body'>;

/** Fields that end with the connection (RFC 9110 §7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const UTF_8 = new TextDecoder();

/**
 * A request that was handed in, and its answer as it is put together. The client's side of the connection that there is
 * none of: what it does not hear within its patience, it gives up.
 */
export class DoorExchange implements HttpReply {
  readonly #method: string;
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #onOver: (outcome: Received | Error) => void;
  #served: Served | undefined;
  #source: BodySource | undefined;
  #head: Pick<Received, 'status' | 'headers'> | undefined;
  #pieces: Buffer[] = [];
  #delivered: boolean | undefined;
  #callOff: (() => void) | undefined;

  constructor(method: string, clock: Clock, patienceMs: number, onOver: (outcome: Received | Error) => void) {
    this.#method = method;
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#onOver = onOver;
  }

  /** Hands it in. `onOver` may be called before this returns. */
  begin(serve: (arrival: Arrival) => Served, arrival: Omit<Arrival, 'reply'>): void {
    const served = serve({ ...arrival, reply: this });
    this.#served = served;
    if (this.#delivered !== undefined) served.done(this.#delivered);
    else this.#wait();
  }

  /** The client goes away. */
  giveUp(error: Error): void {
    const source = this.#source;
    this.#over(false, error);
    source?.cancel();
  }

  /** Nobody asks for interim responses. */
  interim(): void {}

  start({ status, headers }: ResponseHead, source: BodySource): void {
    if (this.#delivered !== undefined || this.#head !== undefined) {
      source.cancel();
      return;
    }
    this.#source = source;
    const received = new Map<string, string>();
    for (const [written, value] of headers.lines()) {
      const name = written.toLowerCase();
      if (HOP_BY_HOP.has(name)) continue;
      const earlier = received.get(name);
      received.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
    }
    const isBodyless = status === 204 || status === 304;
    if (isBodyless) received.delete('content-length');
    else if (this.#method !== 'HEAD' && !received.has('content-length')) {
      received.set('transfer-encoding', 'chunked');
    }
    // undici closes its connection behind each HEAD, asks the server to do so, and is told.
    if (this.#method === 'HEAD') received.set('connection', 'close');
    if (!received.has('date')) received.set('date', new Date().toUTCString());
    this.#head = { status, headers: Object.fromEntries(received) };
    this.#heard();
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    if (this.#delivered === undefined && end > start)
      this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
    this.#heard();
    return true;
  }

  end(bytes: Buffer, start: number, end: number): void {
    if (this.#delivered !== undefined || this.#head === undefined) return;
    const { status, headers } = this.#head;
    const last = bytes.subarray(start, end);
    const content = this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
    const isBodyless = this.#method === 'HEAD' || status === 204 || status === 304;
    const announced = headers['content-length'];
    if (!isBodyless && announced !== undefined && Number(announced) > content.length) {
      this.#over(false, new errors.SocketError('other side closed'));
      return;
    }
    this.#over(true, { status, headers, body: isBodyless ? '' : UTF_8.decode(content) });
  }

  flush(): void {}

  abort(): void {
    this.#over(false, new errors.SocketError('other side closed'));
  }

  tunnel(_head: ResponseHead, server: TunnelEnd): void {
    server.channel.destroy();
    this.abort();
  }

  /** Its patience begins anew. An answer at the present moment needs none. */
  #heard(): void {
    if (this.#callOff !== undefined) this.#wait();
  }

  #wait(): void {
    this.#callOff?.();
    this.#callOff = this.#clock.after(this.#patienceMs, () => {
      const { HeadersTimeoutError, BodyTimeoutError } = errors;
      this.giveUp(this.#head === undefined ? new HeadersTimeoutError() : new BodyTimeoutError());
    });
  }

  #over(delivered: boolean, outcome: Received | Error): void {
    if (this.#delivered !== undefined) return;
    this.#delivered = delivered;
    this.#callOff?.();
    this.#source = undefined;
    this.#served?.done(delivered);
    this.#onOver(outcome);
  }
}
