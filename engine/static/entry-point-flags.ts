import {
  FlagError,
  parseAddress,
  parseBoolean,
  parseCount,
  parseList,
  parseNetworks,
  parseTime,
} from './flag-values.ts';
import type { EntryPoint, EntryPointHttp, Redirection } from './static-configuration.ts';

type SetEntryPoint = (entryPoint: EntryPoint, value: string, flag: string) => EntryPoint;

/** Traefik's own routers come before those of users, but behind the one of /ping. */
const REDIRECTION: Redirection = {
  to: '',
  scheme: 'https',
  permanent: true,
  priority: 9_223_372_036_854_775_806n,
};

/** Traefik's defaults for an entry point of this name. */
export function defaultEntryPoint(name: string): EntryPoint {
  return {
    name,
    host: '',
    port: 80,
    protocol: 'tcp',
    asDefault: false,
    readTimeoutMs: 60_000,
    writeTimeoutMs: 0,
    idleTimeoutMs: 180_000,
    graceTimeoutMs: 10_000,
    forwardedHeaders: { insecure: false, trustedIps: [] },
    maxHeaderBytes: 1_048_576,
    udpTimeoutMs: 3_000,
  };
}

/** Flags of one entry point, behind `--entrypoints.NAME.`; names are matched without regard to case. */
export const ENTRY_POINT_FLAGS: Readonly<Record<string, SetEntryPoint>> = {
  address: (entryPoint, value, flag) => ({ ...entryPoint, ...parseAddress(value, flag) }),
  asdefault: (entryPoint, value, flag) => ({ ...entryPoint, asDefault: parseBoolean(value, flag) }),
  'transport.respondingtimeouts.readtimeout': (entryPoint, value, flag) => ({
    ...entryPoint,
    readTimeoutMs: parseTime(value, flag),
  }),
  'transport.respondingtimeouts.writetimeout': (entryPoint, value, flag) => ({
    ...entryPoint,
    writeTimeoutMs: parseTime(value, flag),
  }),
  'transport.respondingtimeouts.idletimeout': (entryPoint, value, flag) => ({
    ...entryPoint,
    idleTimeoutMs: parseTime(value, flag),
  }),
  'transport.lifecycle.gracetimeout': (entryPoint, value, flag) => ({
    ...entryPoint,
    graceTimeoutMs: parseTime(value, flag),
  }),
  'proxyprotocol.insecure': (entryPoint, value, flag) => ({
    ...entryPoint,
    proxyProtocol: { trustedIps: [], ...entryPoint.proxyProtocol, insecure: parseBoolean(value, flag) },
  }),
  'proxyprotocol.trustedips': (entryPoint, value, flag) => {
    const { insecure = false, trustedIps = [] } = entryPoint.proxyProtocol ?? {};
    const more = parseNetworks(value, flag);
    return { ...entryPoint, proxyProtocol: { insecure, trustedIps: [...trustedIps, ...more] } };
  },
  'forwardedheaders.insecure': (entryPoint, value, flag) => ({
    ...entryPoint,
    forwardedHeaders: { ...entryPoint.forwardedHeaders, insecure: parseBoolean(value, flag) },
  }),
  'forwardedheaders.trustedips': (entryPoint, value, flag) => {
    const { trustedIps } = entryPoint.forwardedHeaders;
    const more = parseNetworks(value, flag);
    return {
      ...entryPoint,
      forwardedHeaders: { ...entryPoint.forwardedHeaders, trustedIps: [...trustedIps, ...more] },
    };
  },
  'http.maxheaderbytes': (entryPoint, value, flag) => ({
    ...entryPoint,
    maxHeaderBytes: parseCount(value, flag),
  }),
  'http.middlewares': (entryPoint, value) =>
    withHttp(entryPoint, ({ middlewares = [] }) => ({ middlewares: [...middlewares, ...parseList(value)] })),
  'http.tls': (entryPoint, value, flag) => {
    if (parseBoolean(value, flag)) return withTls(entryPoint);
    const { tls: _, ...http } = entryPoint.http ?? {};
    return { ...entryPoint, http };
  },
  'http.tls.options': (entryPoint, options) => withTls(entryPoint, { options }),
  // Certificates are asked for nowhere; but where they are to be, there is TLS.
  'http.tls.certresolver': (entryPoint) => withTls(entryPoint, { resolver: true }),
  'http.tls.domains[n].main': (entryPoint) => withTls(entryPoint),
  'http.tls.domains[n].sans': (entryPoint) => withTls(entryPoint),
  'http.redirections.entrypoint.to': (entryPoint, to) => withRedirection(entryPoint, { to }),
  'http.redirections.entrypoint.scheme': (entryPoint, scheme) => withRedirection(entryPoint, { scheme }),
  'http.redirections.entrypoint.permanent': (entryPoint, value, flag) =>
    withRedirection(entryPoint, { permanent: parseBoolean(value, flag) }),
  'http.redirections.entrypoint.priority': (entryPoint, value, flag) =>
    withRedirection(entryPoint, { priority: parsePriority(value, flag) }),
  'udp.timeout': (entryPoint, value, flag) => {
    const udpTimeoutMs = parseTime(value, flag);
    if (udpTimeoutMs <= 0)
      throw new FlagError(`${flag}=${value}: the UDP timeout must be above zero, such as 3s`);
    return { ...entryPoint, udpTimeoutMs };
  },
};

function withHttp(entryPoint: EntryPoint, change: (now: EntryPointHttp) => EntryPointHttp): EntryPoint {
  const { http = {} } = entryPoint;
  return { ...entryPoint, http: { ...http, ...change(http) } };
}

function withTls(entryPoint: EntryPoint, change: Partial<EntryPointHttp['tls']> = {}): EntryPoint {
  return withHttp(entryPoint, ({ tls }) => ({ tls: { options: 'default', ...tls, ...change } }));
}

function withRedirection(entryPoint: EntryPoint, change: Partial<Redirection>): EntryPoint {
  return withHttp(entryPoint, ({ redirection = REDIRECTION }) => ({
    redirection: { ...redirection, ...change },
  }));
}

/** A whole number that 64 bits hold. */
function parsePriority(value: string, flag: string): bigint {
  const priority = /^-?\d{1,19}$/.test(value) ? BigInt(value) : undefined;
  if (priority === undefined || BigInt.asIntN(64, priority) !== priority)
    throw new FlagError(`${flag}=${value}: write a whole number, such as 10`);
  return priority;
}
