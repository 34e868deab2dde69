import { type ClientHttp2Stream, constants } from 'node:http2';
import type { BodySink } from '../../middlewares/handler.ts';
import type { HeaderList } from '../../middlewares/message.ts';
import type { Clock } from '../../net/clock.ts';
import type { UpstreamCall } from '../serve.ts';
import { trailersObject } from './fields.ts';

/** How long a server may take to say `100 Continue` before the body is sent anyhow (Traefik's transport). */
const CONTINUE_TIMEOUT_MS = 1000;

/** The body of one request on its way into a stream. */
export class UpstreamUpload implements BodySink {
  readonly #stream: ClientHttp2Stream;
  readonly #call: UpstreamCall;
  readonly #clock: Clock;
  readonly #onSent: () => void;
  readonly #onBroken: () => void;
  #trailers: HeaderList | undefined;
  #stopContinueTimer: (() => void) | undefined;
  #stopped = false;
  /** true: the body was asked for; it cannot be sent a second time. */
  begun = false;

  /** `onSent`: the request is complete. `onBroken`: it will never be. */
  constructor(
    stream: ClientHttp2Stream,
    call: UpstreamCall,
    clock: Clock,
    onSent: () => void,
    onBroken: () => void,
  ) {
    this.#stream = stream;
    this.#call = call;
    this.#clock = clock;
    this.#onSent = onSent;
    this.#onBroken = onBroken;
  }

  run(): void {
    const stream = this.#stream;
    const { body, awaitContinue } = this.#call;
    if (body === undefined) {
      stream.once('ready', () => this.#sent());
      if (!stream.pending) this.#sent();
      return;
    }
    stream.on('drain', () => {
      if (!this.#stopped) body.resume();
    });
    stream.once('wantTrailers', () => this.#sendTrailers());
    const begin = (): void => this.#begin();
    const connected = (): void => {
      if (!awaitContinue) {
        begin();
        return;
      }
      this.#stopContinueTimer = this.#clock.after(CONTINUE_TIMEOUT_MS, begin);
      stream.once('continue', begin);
    };
    // A body that was asked for before there is a connection could not be sent on another one.
    if (stream.pending) stream.once('ready', connected);
    else connected();
  }

  /** Takes no more of the body. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#stopContinueTimer?.();
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    if (this.#unusable()) return false;
    return start === end || this.#stream.write(Buffer.from(bytes.subarray(start, end)));
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#unusable()) return;
    this.#trailers = trailers;
    if (start === end) this.#stream.end();
    else this.#stream.end(Buffer.from(bytes.subarray(start, end)));
  }

  abort(_error: Error): void {
    if (this.#stopped) return;
    this.#stream.close(constants.NGHTTP2_CANCEL);
    this.#onBroken();
  }

  #begin(): void {
    this.#stopContinueTimer?.();
    if (this.begun || this.#unusable()) return;
    this.begun = true;
    this.#call.body?.start(this);
  }

  #sendTrailers(): void {
    if (this.#stream.closed || this.#stream.destroyed) return;
    // Without trailers this sends an empty last DATA frame.
    this.#stream.sendTrailers(trailersObject(this.#trailers));
    this.#sent();
  }

  #sent(): void {
    if (!this.#stopped) this.#onSent();
  }

  #unusable(): boolean {
    return this.#stopped || this.#stream.closed || this.#stream.destroyed;
  }
}
