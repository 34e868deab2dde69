import type { HttpReply, RequestBody } from '../middlewares/handler.ts';
import type { HeaderList } from '../middlewares/message.ts';
import type { HttpServer } from '../routing/targets.ts';
import type { UpstreamError } from './upstream/upstream-error.ts';

/** What TLS settled on before HTTP began. */
export interface TlsSession {
  /** Name of the TLS options that the server name led to. */
  readonly optionsName: string;
  /** Server name of the ClientHello; empty if there was none. */
  readonly serverName: string;
}

/** What is known of a client's connection. */
export interface ClientFacts {
  /** Without port. */
  readonly clientIp: string;
  /** `127.0.0.1:40312`. */
  readonly peer: string;
  readonly tls: TlsSession | undefined;
}

/** A request as a front (HTTP/1.1 or HTTP/2) received it, checked against the rules of its protocol. */
export interface Arrival {
  readonly method: string;
  /** Request target as sent: `/path?query`, `*`, or absolute. */
  readonly target: string;
  /** Value of Host or `:authority`; empty if there is none. */
  readonly host: string;
  /** Without Host and pseudo fields. */
  readonly headers: HeaderList;
  readonly version: '1.0' | '1.1' | '2.0';
  readonly client: ClientFacts;
  /** undefined: the request has none. */
  readonly body: RequestBody | undefined;
  /** Protocol that the client wants to change to; only where `reply.tunnel` can be called. */
  readonly upgrade: string | undefined;
  readonly reply: HttpReply;
}

/** A request in the hands of the routers; the front tells it when it is over. */
export interface Served {
  /**
   * Once: true if the whole answer was handed to the connection, false if the connection or stream broke or was reset.
   * `tunnelled`: bytes that went through a tunnel, which is over.
   */
  done(delivered: boolean, tunnelled?: { readonly fromClient: number; readonly fromServer: number }): void;
}

/** Routes a request and answers it through its `reply`. Never throws. The answer may be complete before this returns. */
export type Serve = (arrival: Arrival) => Served;

/** The head of a request to a server. */
export interface UpstreamHead {
  readonly method: string;
  readonly target: string;
  /** With Host and the framing (Content-Length, or Transfer-Encoding: chunked), without other hop-by-hop fields. */
  readonly headers: HeaderList;
  /** The client did not ask for gzip; an answer in it is to be decoded. */
  readonly addsGzip: boolean;
}

/** Takes a server's answer. `fail` instead of everything else: there was none. */
export interface UpstreamReply extends HttpReply {
  fail(error: UpstreamError): void;
}

/** One request to one server. */
export interface UpstreamCall {
  readonly server: HttpServer;
  readonly head: UpstreamHead;
  readonly body: RequestBody | undefined;
  /** true: the body waits for the server's `100 Continue`, or for a second (Traefik's transport). */
  readonly awaitContinue: boolean;
  readonly reply: UpstreamReply;
}

/** A call on its way. */
export interface RunningCall {
  /** Gives up: the client went away. Nothing of the call's `reply` is called any more. Idempotent. */
  cancel(): void;
}

/**
 * Answers requests to servers as values, in place of connections. Asked once for each request, health checks and mirrored
 * copies included, before a connection is looked for.
 */
export interface RequestServers {
  /**
   * Takes the call, and calls its `reply` from then on; undefined: this server is not theirs, nothing of the call was
   * touched, and the request goes over a connection.
   */
  send(call: UpstreamCall): RunningCall | undefined;
}

/** Sends requests to servers. Owns the connections. */
export interface UpstreamClient {
  send(call: UpstreamCall): RunningCall;
  /** Closes every connection, used or kept. Idempotent. */
  close(): Promise<void>;
}
