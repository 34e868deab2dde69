import type { Clock } from '../net/clock.ts';
import { UpstreamExchange } from './h2/upstream-exchange.ts';
import type { UpstreamSession } from './h2/upstream-session.ts';
import type { RunningCall, UpstreamCall } from './serve.ts';

/** A request to a server that has yet to say which protocol it speaks. */
export class HttpsCall implements RunningCall {
  readonly call: UpstreamCall;
  /** The call over HTTP/2, if it comes to that. */
  readonly exchange: UpstreamExchange;
  #overHttp1: RunningCall | undefined;
  #cancelled = false;

  /** `find`: the session to use, or undefined: the call is kept and placed later. */
  constructor(
    call: UpstreamCall,
    clock: Clock,
    find: (waiting: HttpsCall, fresh: boolean) => UpstreamSession | undefined,
  ) {
    this.call = call;
    this.exchange = new UpstreamExchange(call, clock, (fresh) => find(this, fresh));
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** `send` sends it over HTTP/1.1. */
  useHttp1(send: (call: UpstreamCall) => RunningCall): void {
    if (!this.#cancelled) this.#overHttp1 = send(this.call);
  }

  cancel(): void {
    this.#cancelled = true;
    this.exchange.cancel();
    this.#overHttp1?.cancel();
  }
}
