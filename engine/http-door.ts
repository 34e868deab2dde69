import type { Arrival, Served } from './http/serve.ts';

/** Takes requests of an entry point without a connection. */
export interface HttpDoor {
  /** undefined: it is closing and takes none. */
  serve(arrival: Arrival): Served | undefined;
  /** Whether a connection without TLS that came now would be taken for HTTP, whoever it came from. */
  takesPlain(): boolean;
}

/** A request cannot be handed in at this entry point. */
export class HandInError extends Error {
  override readonly name = 'HandInError';
  readonly code: 'entry-point-unknown' | 'entry-point-udp' | 'entry-point-closing';

  constructor(code: HandInError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The door of an entry point.
 *
 * @throws HandInError
 */
export function doorOf(
  entryPoints: ReadonlyMap<string, { readonly http: HttpDoor | undefined }>,
  name: string,
): HttpDoor {
  const found = entryPoints.get(name);
  if (!found) {
    const known = [...entryPoints.keys()].join(', ');
    throw new HandInError('entry-point-unknown', `no entry point "${name}"; there are: ${known}`);
  }
  if (found.http) return found.http;
  throw new HandInError('entry-point-udp', `entry point "${name}" is for UDP: it takes no HTTP requests`);
}
