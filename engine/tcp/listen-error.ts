import type { EntryPoint } from '../static/static-configuration.ts';

/**
 * Stable codes: another program holds the address; the user may not listen there; no interface has the address;
 * anything else.
 */
type ListenErrorCode = 'address-in-use' | 'address-not-permitted' | 'address-not-available' | 'listen-failed';

/** An entry point could not start to listen. The system's error is the `cause`. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: ListenErrorCode;

  constructor(entryPoint: EntryPoint, cause: unknown) {
    const { code, reason, remedy } = describe(cause);
    const { name, host, port, protocol } = entryPoint;
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    super(
      `entry point "${name}" cannot listen on ${address}/${protocol}: ${reason}; ` +
        `${remedy}, or move the entry point with --entrypoints.${name}.address=HOST:PORT/${protocol}`,
      { cause },
    );
    this.code = code;
  }
}

function describe(cause: unknown): { code: ListenErrorCode; reason: string; remedy: string } {
  switch (systemCode(cause)) {
    case 'EADDRINUSE':
      return {
        code: 'address-in-use',
        reason: 'the address is already in use',
        remedy: 'stop the program that holds it',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'address-not-permitted',
        reason: 'this user may not listen there',
        remedy: 'choose a port of 1024 or more',
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAFNOSUPPORT':
      return {
        code: 'address-not-available',
        reason: 'no interface of this machine has that address',
        remedy: 'name one that it has',
      };
    default:
      return {
        code: 'listen-failed',
        reason: cause instanceof Error ? cause.message : String(cause),
        remedy: 'correct the address',
      };
  }
}

function systemCode(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}
