import type { BodySink, RequestBody } from '../../middlewares/handler.ts';

/** What a body asks of the connection that it comes by. */
export interface BodyConnection {
  /** Somebody takes the body now. */
  bodyWanted(): void;
  /** The sink takes more. */
  bodyFlows(): void;
}

/** The body of a request that its client is still sending. */
export class Http1Body implements RequestBody {
  readonly #connection: BodyConnection;
  readonly length: number;
  readonly expectsContinue: boolean;
  complete = false;
  bytesRead = 0;
  sink: BodySink | undefined;
  /** The sink wants no more for now. */
  blocked = false;

  constructor(connection: BodyConnection, length: number, expectsContinue: boolean) {
    this.#connection = connection;
    this.length = length;
    this.expectsContinue = expectsContinue;
  }

  start(sink: BodySink): void {
    if (this.sink) throw new Error('a request body can be started once');
    this.sink = sink;
    this.#connection.bodyWanted();
  }

  resume(): void {
    if (!this.blocked) return;
    this.blocked = false;
    this.#connection.bodyFlows();
  }

  /** Reads the rest and throws it away. */
  discard(): void {
    const wanted = this.sink !== undefined;
    this.sink = DISCARD;
    if (!wanted) this.#connection.bodyWanted();
    else this.resume();
  }
}

const DISCARD: BodySink = { write: () => true, end() {}, abort() {} };
