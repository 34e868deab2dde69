import type { HttpServer } from '../../../engine/core.ts';
import type { Station } from './station.ts';

/** A server as a balancer chose it, and the pod behind it. */
export interface Target {
  readonly server: HttpServer;
  readonly station: Station;
  /** Milliseconds that the engine waits for the head of an answer; 0: as long as its client. */
  readonly headerTimeoutMs: number;
}

const FEW = 6;

/** Finds the pods behind servers, which are known by identity: a new configuration brings new ones. */
export class Targets {
  readonly #stationAt: (address: string) => Station;
  /** The first few are found faster one after the other. */
  readonly #few: Target[] = [];
  readonly #known = new Map<HttpServer, Target>();

  constructor(stationAt: (address: string) => Station) {
    this.#stationAt = stationAt;
  }

  of(server: HttpServer): Target {
    const few = this.#few;
    for (let at = 0; at < few.length; at += 1) {
      const target = few[at];
      if (target !== undefined && target.server === server) return target;
    }
    const known = this.#known.get(server);
    if (known !== undefined) return known;
    const station = this.#stationAt(server.hostname);
    const target = { server, station, headerTimeoutMs: server.transport.responseHeaderTimeoutMs };
    this.#known.set(server, target);
    if (this.#few.length < FEW) this.#few.push(target);
    return target;
  }
}
