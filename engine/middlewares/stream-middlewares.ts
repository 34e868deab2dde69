import { IpRanges } from '../net/ip-ranges.ts';
import { MiddlewareError } from './middleware-error.ts';
import { Options } from './options.ts';

/** What a TCP connection passes before a server is chosen for it, and before its TLS handshake. */
export interface StreamMiddleware {
  /** Qualified name. */
  readonly name: string;
  /** Why a client's connection is closed, without a byte to it; undefined if it may pass. */
  admit(clientIp: string): string | undefined;
  /** A connection that passed is over. */
  leave?(clientIp: string): void;
}

type Build = (name: string, type: string, options: Options) => StreamMiddleware;

/** Every TCP middleware type. */
const TYPES: ReadonlyMap<string, Build> = new Map<string, Build>([
  ['inFlightConn', inFlightConn],
  ['ipWhiteList', ipAllowList],
  ['ipAllowList', ipAllowList],
]);

/**
 * Builds one TCP middleware from its type and options.
 *
 * @throws MiddlewareError, with Traefik's text
 */
export function buildStreamMiddleware(name: string, type: string, options: unknown): StreamMiddleware {
  const build = TYPES.get(type);
  if (build) return build(name, type, new Options(name, type, options));
  const problem = 'invalid middleware type or middleware does not exist';
  throw new MiddlewareError(
    'middleware-unsupported',
    `invalid middleware "${name}" configuration: ${problem}`,
  );
}

/** At most so many connections at once of each client (Traefik: middlewares/tcp/inflightconn). */
function inFlightConn(name: string, _type: string, options: Options): StreamMiddleware {
  const amount = options.integer('amount') ?? 0;
  const connections = new Map<string, number>();
  return {
    name,
    admit(clientIp) {
      const count = connections.get(clientIp) ?? 0;
      if (count >= amount) return `${name}: max number of connections reached for ${clientIp}`;
      connections.set(clientIp, count + 1);
      return undefined;
    },
    leave(clientIp) {
      const count = connections.get(clientIp) ?? 0;
      if (count > 1) connections.set(clientIp, count - 1);
      else connections.delete(clientIp);
    },
  };
}

/** Connections of some addresses only (Traefik: middlewares/tcp/ipallowlist). */
function ipAllowList(name: string, type: string, options: Options): StreamMiddleware {
  const isOld = type === 'ipWhiteList';
  const sources = options.texts('sourceRange');
  if (sources.length === 0) {
    const what = isOld ? 'IPWhiteLister' : 'IPAllowLister';
    throw new MiddlewareError(
      'middleware-option',
      `sourceRange is empty, ${what} not created`,
      'sourceRange',
    );
  }
  const allowed = ranges(sources, isOld ? 'CIDR whitelist' : 'CIDRs');
  return {
    name,
    admit: (clientIp) =>
      allowed.includes(clientIp) ? undefined : `${name}: "${clientIp}" matched none of the trusted IPs`,
  };
}

function ranges(sources: readonly string[], what: string): IpRanges {
  for (const source of sources) {
    try {
      new IpRanges([source]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new MiddlewareError(
        'middleware-option',
        `cannot parse ${what} [${sources.join(' ')}]: parsing CIDR trusted IPs <nil>: invalid CIDR address: ${source}`,
        'sourceRange',
      );
    }
  }
  return new IpRanges(sources);
}
