import type { HttpReply } from '../middlewares/handler.ts';
import type { Served } from './serve.ts';

/** A request that was handed in as a value, until whoever handed it in says that it is over. */
export class HandedIn implements Served {
  readonly #reply: HttpReply;
  readonly #onOver: (request: HandedIn) => void;
  #over = false;
  /** What the routers made of it. */
  served: Served | undefined;

  constructor(reply: HttpReply, onOver: (request: HandedIn) => void) {
    this.#reply = reply;
    this.#onOver = onOver;
  }

  done(delivered: boolean, tunnelled?: { readonly fromClient: number; readonly fromServer: number }): void {
    if (this.#over) return;
    this.#over = true;
    this.served?.done(delivered, tunnelled);
    this.#onOver(this);
  }

  /** The proxy stops and waits no longer. */
  breakOff(): void {
    if (this.#over) return;
    this.#reply.abort(new Error('the proxy is stopping'));
    this.done(false);
  }
}
