import { createHmac, randomBytes } from 'node:crypto';

/** How long one key is in use, milliseconds. (Go: a day.) */
const LIFETIME_MS = 12 * 3_600_000;
/** What OpenSSL wants: a name of 16 bytes, a MAC key of 16, a cipher key of 16. */
const KEY_BYTES = 48;

/**
 * The keys that session tickets are sealed with (RFC 5077 §4, RFC 8446 §4.6.1), a new one every twelve hours. They are
 * derived from one secret and the time: engines that are given the same secret, in whatever threads or processes,
 * resume each other's sessions without a word between them. Tickets of an older key are not opened any more; their
 * clients do a full handshake.
 */
export class TicketKeys {
  #secret: Buffer | undefined;
  readonly #now: () => number;
  #period = -1;
  #key = Buffer.alloc(0);

  /** `secret`: 48 random bytes, made up when the first key is asked for if absent. `now`: milliseconds since the epoch. */
  constructor(secret?: Buffer, now: () => number = Date.now) {
    this.#secret = secret;
    this.#now = now;
  }

  /** The 48 bytes in use now: the same object until the next change. */
  current(): Buffer {
    const period = Math.floor(this.#now() / LIFETIME_MS);
    if (period !== this.#period) {
      this.#period = period;
      this.#secret ??= randomBytes(KEY_BYTES);
      const digest = createHmac('sha512', this.#secret).update(`session tickets ${period}`).digest();
      this.#key = digest.subarray(0, KEY_BYTES);
    }
    return this.#key;
  }
}
