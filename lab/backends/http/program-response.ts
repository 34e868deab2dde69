/** The answer of a program, whether it goes over a connection or is handed over as a value. */
export interface ProgramResponse {
  /** 200 until it is set. */
  status: number;
  /** The head is on its way: status and headers are what they are. */
  readonly headSent: boolean;
  /** The whole answer is on its way. */
  readonly finished: boolean;
  /** A header that is set again keeps its place. */
  setHeader(name: string, value: string | number): void;
  hasHeader(name: string): boolean;
  header(name: string): string | number | undefined;
  /** Sends the head, and a whole body, which an answer to HEAD and one of status 204 or 304 leave out. */
  end(body?: string | Buffer): void;
  /** The same with a body in pieces, no faster than the client takes them. Resolves at the end, or when the client has gone. */
  endWith(pieces: Iterable<Buffer>): Promise<void>;
  /** Waits; true if the time passed, false if the client went away before. */
  pause(milliseconds: number): Promise<boolean>;
  /** Sends the head and `half` of the body that it promises, then resets the connection, or the HTTP/2 stream. */
  reset(half: string): void;
  /** Breaks the connection off. */
  destroy(): void;
}

/** The head of an answer; it goes out with the body. */
export function setHead(
  response: ProgramResponse,
  status: number,
  headers: Readonly<Record<string, string | number>>,
): void {
  response.status = status;
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) response.setHeader(name, value);
  }
}
