import { createHash } from 'node:crypto';
import { fnv1aHex64, fnv1Hex64 } from './fnv.ts';
import type { Asker } from './service-node.ts';

/** The cookie by which a client is sent to the child that it had before. */
export interface StickySettings {
  /** Absent: made from the service's name. */
  readonly name?: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: 'none' | 'lax' | 'strict';
  /** Seconds; 0: until the browser closes; negative: at once. */
  readonly maxAge: number;
  readonly path: string;
  readonly domain?: string;
}

/** What a cookie says, and whether it has to be written anew. */
interface Recalled<C> {
  readonly candidate: C;
  /** It was written by an earlier release: the Set-Cookie line that replaces it. */
  readonly cookie: string | undefined;
}

const SAME_SITE = { none: 'None', lax: 'Lax', strict: 'Strict' } as const;

/** How a release names children in cookies: what it writes first, then what it still reads. */
export type CookieValues = (name: string) => readonly [written: string, ...read: string[]];

/** Since Traefik 3: the beginning of a SHA-256; raw names and FNV hashes of earlier releases are read. */
export const hashedValues: CookieValues = (name) => {
  const fnv = fnv1Hex64(name);
  // Not a piece of a longer text, which would be compared with cookies slowly.
  const written = createHash('sha256').update(name).digest().toString('hex', 0, 8);
  return [written, name, fnv, fnv1Hex64(fnv)];
};

/** Traefik 2, for services: FNV hashes. */
export const fnvValues: CookieValues = (name) => [fnv1Hex64(name)];

/** Traefik 2, for servers: FNV-1a hashes, and URLs as they are. */
export const fnv1aValues: CookieValues = (name) => [fnv1aHex64(name), name];

/** Remembers clients by a cookie (Traefik: routing/services#sticky-sessions). */
export class Sticky<C extends { readonly name: string }> {
  readonly #name: string;
  readonly #attributes: string;
  readonly #values: CookieValues;
  readonly #current = new Map<string, Recalled<C>>();
  readonly #earlier = new Map<string, C>();
  /** Set-Cookie lines, once they are asked for. */
  readonly #lines = new Map<C, string>();

  /** @param service the qualified name */
  constructor(service: string, settings: StickySettings, candidates: readonly C[], values = hashedValues) {
    this.#name = settings.name ? tokenOf(settings.name) : generatedName(service);
    this.#attributes = attributesOf(settings);
    this.#values = values;
    for (const candidate of candidates) {
      const [written, ...read] = values(candidate.name);
      this.#current.set(written, { candidate, cookie: undefined });
      for (const value of read) this.#earlier.set(value, candidate);
    }
  }

  /** The child that the client had before, whatever its state. */
  recall(asker: Asker | undefined): Recalled<C> | undefined {
    const value = asker?.cookies(this.#name)[0];
    if (value === undefined) return undefined;
    const current = this.#current.get(value);
    if (current) return current;
    const earlier = this.#earlier.get(value);
    return earlier && { candidate: earlier, cookie: this.cookieFor(earlier) };
  }

  /** The Set-Cookie line that names a child. */
  cookieFor(candidate: C): string {
    const known = this.#lines.get(candidate);
    if (known !== undefined) return known;
    const line = `${this.#name}=${this.#values(candidate.name)[0]}${this.#attributes}`;
    this.#lines.set(candidate, line);
    return line;
  }
}

/** As Go writes them. */
function attributesOf({ path, domain, maxAge, httpOnly, secure, sameSite }: StickySettings): string {
  return [
    path === '' ? '' : `; Path=${path}`,
    domain === undefined || domain === '' ? '' : `; Domain=${domain.replace(/^\./, '')}`,
    maxAge === 0 ? '' : `; Max-Age=${Math.max(0, maxAge)}`,
    httpOnly ? '; HttpOnly' : '',
    secure ? '; Secure' : '',
    sameSite ? `; SameSite=${SAME_SITE[sameSite]}` : '',
  ].join('');
}

/** Characters that a cookie's name cannot have are replaced (RFC 2616 §2.2, token). */
function tokenOf(name: string): string {
  return name.replace(/[^!#$%&'*+\-.^`|~\w]/g, '_');
}

function generatedName(service: string): string {
  return `_${createHash('sha1').update(`_TRAEFIK_BACKEND_${service}`).digest('hex').slice(0, 5)}`;
}
