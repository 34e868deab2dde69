import { IpRanges } from '../net/ip-ranges.ts';
import { parseDuration } from '../resources/duration.ts';
import { type EntryPoint, NEWEST_TRAEFIK, type TraefikVersion } from './static-configuration.ts';

/** A flag that cannot be used. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
  readonly code = 'flag-invalid';
}

/** `host:port/protocol`, the host may be missing. */
export function parseAddress(value: string, flag: string): Pick<EntryPoint, 'host' | 'port' | 'protocol'> {
  const [, host = '', port = '', protocol = 'tcp'] = /^(.*):(\d{1,5})(?:\/(\w+))?$/.exec(value) ?? [];
  const number = Number(port);
  if (port === '' || number > 65_535)
    throw new FlagError(`${flag}=${value}: write an address such as :8000 or 127.0.0.1:8000/tcp`);
  const lower = protocol.toLowerCase();
  if (lower !== 'tcp' && lower !== 'udp')
    throw new FlagError(`${flag}=${value}: the protocol is tcp or udp, not ${protocol}`);
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: number, protocol: lower };
}

/** As Go's `strconv.ParseBool`, without regard to case. */
export function parseBoolean(value: string, flag: string): boolean {
  if (/^(true|t|1)$/i.test(value)) return true;
  if (/^(false|f|0)$/i.test(value)) return false;
  throw new FlagError(`${flag}=${value}: write true or false`);
}

/** Milliseconds of a duration of 0 or more. */
export function parseTime(value: string, flag: string): number {
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined || milliseconds < 0) {
    throw new FlagError(`${flag}=${value}: write a duration such as 30s, 1m30s or 500ms`);
  }
  return milliseconds;
}

/** A whole number of 0 or more. */
export function parseCount(value: string, flag: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new FlagError(`${flag}=${value}: write a whole number`);
  return Number(value);
}

/** A list joined by commas. */
export function parseList(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A list of addresses and networks. */
export function parseNetworks(value: string, flag: string): string[] {
  const networks = parseList(value);
  try {
    new IpRanges(networks);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FlagError(`${flag}=${value}: ${error.message}`);
  }
  return networks;
}

/** `2.11`, `3.7` or `v3.7.9`: of a release the first two numbers count. */
export function parseVersion(value: string, flag: string): TraefikVersion {
  const [, major = '', minor = ''] = /^v?(\d)\.(\d{1,2})(?:\.\d+)?$/.exec(value) ?? [];
  const version = Number(major) * 100 + Number(minor);
  if (version === 211 || (version >= 300 && version <= NEWEST_TRAEFIK)) return version;
  throw new FlagError(`${flag}=${value}: write 2.11, or 3.0 to 3.${NEWEST_TRAEFIK % 100}`);
}
