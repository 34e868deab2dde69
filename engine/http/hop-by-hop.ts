import type { HeaderList } from '../middlewares/message.ts';
import { fieldIdOf } from './wire/field-ids.ts';
import { FieldId, fieldSet } from './wire/registers.ts';

/** Fields that speak of one connection only (RFC 9110 §7.6.1; the list of Go's `httputil.ReverseProxy`). */
export const HOP_BY_HOP: Uint8Array = fieldSet([
  FieldId.connection,
  FieldId.proxyConnection,
  FieldId.keepAlive,
  FieldId.proxyAuthenticate,
  FieldId.proxyAuthorization,
  FieldId.te,
  FieldId.trailer,
  FieldId.transferEncoding,
  FieldId.upgrade,
  FieldId.http2Settings,
]);

/** The fields that Connection names. */
export class NamedFields {
  readonly #names: ReadonlySet<string>;
  /** For each length of a name, modulo 32, one bit: most fields are found not to be named without their lower case. */
  #lengths = 0;

  /** `names` are in lower case. */
  constructor(names: readonly string[]) {
    this.#names = new Set(names);
    for (const { length } of names) this.#lengths |= 1 << (length & 31);
  }

  has(name: string): boolean {
    return (this.#lengths & (1 << (name.length & 31))) !== 0 && this.#names.has(name.toLowerCase());
  }
}

/** What Connection names; undefined if there is no such field, or nothing in it. */
export function namedByConnection(headers: HeaderList): NamedFields | undefined {
  if (!headers.has('Connection')) return undefined;
  const names = tokensOf(headers, 'Connection');
  return names.length === 0 ? undefined : new NamedFields(names);
}

/** Whether `Te` says that the sender takes trailers. */
export function takesTrailers(headers: HeaderList): boolean {
  return headers.has('Te') && tokensOf(headers, 'Te').includes('trailers');
}

/** Removes the hop-by-hop fields and those that `Connection` names. `Te: trailers` stays. */
export function removeHopByHop(headers: HeaderList): void {
  const named = namedByConnection(headers);
  const trailers = takesTrailers(headers);
  headers.retain((name) => HOP_BY_HOP[fieldIdOf(name)] === 0 && named?.has(name) !== true);
  if (trailers) headers.set('Te', 'trailers');
}

/** The comma-separated members of every line of `name`, in lower case. */
function tokensOf(headers: HeaderList, name: string): string[] {
  return headers
    .all(name)
    .join(',')
    .split(',')
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '');
}
