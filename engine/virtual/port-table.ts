import { covers } from './addresses.ts';

/** The ports that Linux chooses from, unless it is told otherwise. */
const FIRST_CHOSEN = 32_768;
const LAST_CHOSEN = 60_999;

/** Who holds which port, for one protocol. */
export class PortTable<Holder> {
  readonly #ports = new Map<number, Map<string, Holder>>();
  #next = FIRST_CHOSEN;

  /** Takes a port at an address; 0: a free one. Gives its number; undefined: it is taken. */
  take(address: string, port: number, holder: Holder): number | undefined {
    const number = port === 0 ? this.#choose(address) : port;
    if (number === undefined || !this.#isFree(address, number)) return undefined;
    const holders = this.#ports.get(number);
    if (holders === undefined) this.#ports.set(number, new Map([[address, holder]]));
    else holders.set(address, holder);
    return number;
  }

  release(address: string, port: number): void {
    const holders = this.#ports.get(port);
    holders?.delete(address);
    if (holders?.size === 0) this.#ports.delete(port);
  }

  /** Who holds the port at the address, or at all addresses. */
  find(address: string, port: number): Holder | undefined {
    const holders = this.#ports.get(port);
    if (holders === undefined) return undefined;
    const own = holders.get(address);
    if (own !== undefined) return own;
    for (const [held, holder] of holders) if (covers(held, address)) return holder;
    return undefined;
  }

  #isFree(address: string, port: number): boolean {
    const holders = this.#ports.get(port);
    if (holders === undefined) return true;
    for (const held of holders.keys()) if (covers(held, address) || covers(address, held)) return false;
    return true;
  }

  #choose(address: string): number | undefined {
    for (let tried = FIRST_CHOSEN; tried <= LAST_CHOSEN; tried += 1) {
      const port = this.#next;
      this.#next = port === LAST_CHOSEN ? FIRST_CHOSEN : port + 1;
      if (this.#isFree(address, port)) return port;
    }
    return undefined;
  }
}
