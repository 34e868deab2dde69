import {
  FlagError,
  parseAddress,
  parseBoolean,
  parseCount,
  parseNetworks,
  parseTime,
} from './flag-values.ts';
import type { EntryPoint } from './static-configuration.ts';

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
export const ENTRY_POINT_FLAGS: Readonly<
  Record<string, (entryPoint: EntryPoint, value: string, flag: string) => EntryPoint>
> = {
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
  'udp.timeout': (entryPoint, value, flag) => {
    const udpTimeoutMs = parseTime(value, flag);
    if (udpTimeoutMs <= 0)
      throw new FlagError(`${flag}=${value}: the UDP timeout must be above zero, such as 3s`);
    return { ...entryPoint, udpTimeoutMs };
  },
};
