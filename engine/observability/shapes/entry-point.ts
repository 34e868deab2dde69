import type { EntryPoint, EntryPointHttp } from '../../static/static-configuration.ts';
import { formatGoDuration } from './go-duration.ts';

/** An entry point as the API shows it; what is not set is left out (Traefik: operations/api). */
interface EntryPointShape {
  readonly name: string;
  readonly address: string;
  readonly asDefault?: boolean;
  readonly transport: object;
  readonly proxyProtocol?: object;
  readonly forwardedHeaders: object;
  readonly http: object;
  readonly udp: object;
}

export function entryPointShape(entryPoint: EntryPoint): EntryPointShape {
  const { name, asDefault, proxyProtocol, forwardedHeaders, maxHeaderBytes } = entryPoint;
  return {
    name,
    address: addressOf(entryPoint),
    ...(asDefault ? { asDefault } : {}),
    transport: {
      lifeCycle: durations({ graceTimeOut: entryPoint.graceTimeoutMs }),
      respondingTimeouts: durations({
        readTimeout: entryPoint.readTimeoutMs,
        writeTimeout: entryPoint.writeTimeoutMs,
        idleTimeout: entryPoint.idleTimeoutMs,
      }),
    },
    ...(proxyProtocol === undefined ? {} : { proxyProtocol: trust(proxyProtocol) }),
    forwardedHeaders: trust(forwardedHeaders),
    http: { ...httpShape(entryPoint.http), maxHeaderBytes },
    udp: durations({ timeout: entryPoint.udpTimeoutMs }),
  };
}

function httpShape({ middlewares = [], tls, redirection }: EntryPointHttp = {}): object {
  return {
    ...(redirection && {
      redirections: {
        entryPoint: { ...redirection, priority: JSON.rawJSON(String(redirection.priority)) },
      },
    }),
    ...(middlewares.length > 0 && { middlewares }),
    ...(tls && { tls: tls.options === 'default' ? {} : { options: tls.options } }),
  };
}

function trust({ insecure, trustedIps }: EntryPoint['forwardedHeaders']): object {
  return { ...(insecure ? { insecure } : {}), ...(trustedIps.length > 0 ? { trustedIPs: trustedIps } : {}) };
}

function addressOf({ host, port, protocol }: EntryPoint): string {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return protocol === 'udp' ? `${authority}/udp` : authority;
}

function durations(milliseconds: Readonly<Record<string, number>>): Record<string, string> {
  const set = Object.entries(milliseconds).filter(([, value]) => value !== 0);
  return Object.fromEntries(set.map(([name, value]) => [name, formatGoDuration(value)]));
}
