import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { User } from './authentication.ts';

/** One request of a known user, and where its answer goes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The parts of the path, decoded. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly user: User;
  /** The connection, where it is to go on as a WebSocket. */
  readonly upgrade?: { readonly socket: Socket; readonly head: Buffer };
}
