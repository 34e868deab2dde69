/** A request as a value: what a server of HTTP/1.1 would read off a connection. */
export interface DirectRequest {
  readonly method: string;
  readonly target: string;
  /** Name, value, name, value; with Host, and with Content-Length or Transfer-Encoding if there is a body. */
  readonly rawHeaders: readonly string[];
  /** false: the head is all. */
  readonly hasBody: boolean;
}

/** Takes the answer to a request. After `onEnd` or `onBroken` nothing more is called. */
export interface DirectClient {
  /** `rawHeaders`, which the client may keep, are without those that speak of the connection alone. */
  onHead(status: number, rawHeaders: string[]): void;
  /** false: no more until `resume`. */
  onData(piece: Buffer): boolean;
  /** The last piece, which may be empty. */
  onEnd(piece: Buffer): void;
  /** There is no answer, or no whole one: the server reset the connection, or closed it. */
  onBroken(how: 'reset' | 'closed'): void;
}

/** A connection over which requests go as values, one after another. */
export interface DirectConnection {
  /** false: closed, by either side. */
  readonly open: boolean;
  /** Begins a request. What follows from it is called later. */
  send(request: DirectRequest, client: DirectClient): void;
  /** The next piece of the request's body, valid during the call only. */
  write(bytes: Buffer, start: number, end: number): void;
  /** The body is complete. `trailers`: name, value, name, value. */
  end(trailers?: readonly string[]): void;
  /** The client takes more of the answer. */
  resume(): void;
  /** The client closes the connection, with whatever is under way. Idempotent. */
  close(): void;
}

/** A port that takes requests as values, beside what comes over sockets. */
export interface DirectPort {
  /** A new connection; undefined: refused. `peer`: address and port of the client. */
  connect(peer: string): DirectConnection | undefined;
}
