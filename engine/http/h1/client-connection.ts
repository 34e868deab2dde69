import type { TunnelEnd } from '../../middlewares/handler.ts';
import type { Channel } from '../../transport/channel.ts';
import type { ClientFacts } from '../serve.ts';
import type { ConnectionServices } from '../services.ts';
import type { TunnelBytes } from './tunnel.ts';

/** The answer in the making. */
export interface CurrentExchange {
  /** The client takes more. */
  drained(): void;
  /** The client has gone. */
  gone(): void;
}

/** A client's connection, as those see it who answer its requests. */
export interface ClientConnection {
  readonly channel: Channel;
  readonly client: ClientFacts;
  readonly services: ConnectionServices;
  /** Minor version of the request being served. */
  readonly minor: number;
  /** Whether the answer that begins is the last one on this connection. */
  endsWith(untilClose: boolean): boolean;
  /** The answer was handed to the channel, `now`. */
  exchangeEnded(exchange: CurrentExchange, now: number): void;
  /** Another one answers instead. */
  replace(exchange: CurrentExchange, successor: CurrentExchange): void;
  /** The answer cannot be completed: the client must not take it for whole. */
  breakOff(): void;
  /** Leaves HTTP. `over` is called when both sides are closed. */
  tunnel(headText: string, server: TunnelEnd, over: (bytes: TunnelBytes) => void): void;
}
