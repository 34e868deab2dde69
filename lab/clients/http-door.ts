import type { Arrival, Served } from '../../engine/index.ts';
import type { ServerAddress } from './http-client.ts';

/** An entry point that takes requests as values. */
export interface HttpDoor {
  /** Whether a connection without TLS would be taken for HTTP, so that a request may be handed in instead. */
  takesPlainHttp(): boolean;
  /** Takes a request. @throws Error if it takes none any more */
  serve(arrival: Arrival): Served;
}

/** The door at an address; undefined: nobody is known there, so it is tried by a connection. */
export type DoorAt = (address: ServerAddress) => HttpDoor | undefined;
