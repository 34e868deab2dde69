import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../../engine/index.ts';
import type { Fault, ReceivedRequest } from '../backend.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { RequestHead } from './request-head.ts';

/** A request to upgrade a connection to WebSocket. */
export interface Handshake {
  readonly request: RequestHead;
  /** The same as it came. */
  readonly message: IncomingMessage;
  readonly socket: Socket;
  /** Bytes that came right after the head. */
  readonly head: Buffer;
  readonly peer: string;
  /** The time that delays go by; default: the system's. */
  readonly clock: Clock | undefined;
  /** The fault in force now. */
  readonly fault: () => Fault | undefined;
  readonly record: (received: ReceivedRequest) => void;
}

/** What a web server answers, apart from how it listens. */
export interface HttpProgram {
  /** Whether a response on a connection that stays open says `Connection: keep-alive`: nginx does, Go does not. */
  readonly announcesKeepAlive: boolean;
  /** Answers a request whose body was read to its end. */
  answer(exchange: HttpExchange): Promise<void> | undefined;
  /** Called after each request was answered or given up, for logs. */
  answered?(exchange: HttpExchange): void;
  /** The way of a WebSocket handshake; without it, an upgrade is ignored and the request answered as any other. */
  readonly webSocket?: {
    accepts(request: RequestHead): boolean;
    open(handshake: Handshake): void;
  };
}
