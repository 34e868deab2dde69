import type { HttpReply, ResponseHead, TunnelEnd } from '../../../engine/core.ts';

/** What a simulated client sees of an answer of the engine's handlers. */
export class ClientReply implements HttpReply {
  /** 0: there is no answer yet. */
  status = 0;
  cookies: readonly string[] = [];
  #over = false;
  readonly #onOver: (reply: ClientReply, whole: boolean) => void;

  constructor(onOver: (reply: ClientReply, whole: boolean) => void) {
    this.#onOver = onOver;
  }

  start({ status, headers }: ResponseHead): void {
    this.status = status;
    this.cookies = headers.all('Set-Cookie');
  }

  end(): void {
    this.#finish(true);
  }

  abort(): void {
    this.#finish(false);
  }

  tunnel(head: ResponseHead, { channel }: TunnelEnd): void {
    channel.destroy();
    this.start(head);
    this.#finish(true);
  }

  write(): boolean {
    return true;
  }

  interim(): void {}

  flush(): void {}

  #finish(whole: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#onOver(this, whole);
  }
}
