import { parseDuration } from '../resources/duration.ts';
import type { HealthCheck, PassiveHealthCheck, StickyCookie } from './model.ts';

type Time = number | string | undefined;

/** `sticky` as manifests and files write it. */
interface WrittenSticky {
  readonly cookie?:
    | {
        readonly name?: string | undefined;
        readonly secure?: boolean | undefined;
        readonly httpOnly?: boolean | undefined;
        readonly sameSite?: string | undefined;
        readonly maxAge?: number | undefined;
        readonly path?: string | undefined;
        readonly domain?: string | undefined;
      }
    | undefined;
}

/** `healthCheck` of a load balancer as manifests and files write it. */
interface WrittenHealthCheck {
  readonly mode?: string | undefined;
  readonly scheme?: string | undefined;
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  readonly port?: number | undefined;
  readonly interval?: Time;
  readonly unhealthyInterval?: Time;
  readonly timeout?: Time;
  readonly hostname?: string | undefined;
  readonly followRedirects?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

interface WrittenPassiveHealthCheck {
  readonly failureWindow?: Time;
  readonly maxFailedAttempts?: number | undefined;
}

/** Traefik's defaults (routing/services#health-check). Milliseconds. */
const INTERVAL_MS = 30_000;
const TIMEOUT_MS = 5_000;
const FAILURE_WINDOW_MS = 10_000;

/** `sticky` without a cookie asks for nothing. */
export function stickyCookie(written: WrittenSticky | undefined): { readonly sticky?: StickyCookie } {
  if (!written?.cookie) return {};
  const { name, secure, httpOnly, sameSite, maxAge, path, domain } = written.cookie;
  return {
    sticky: {
      ...(name ? { name } : {}),
      secure: secure ?? false,
      httpOnly: httpOnly ?? false,
      ...sameSiteOf(sameSite),
      maxAge: maxAge ?? 0,
      path: path || '/',
      ...(domain ? { domain } : {}),
    },
  };
}

function sameSiteOf(written: string | undefined): Pick<StickyCookie, 'sameSite'> {
  const sameSite = written?.toLowerCase();
  return sameSite === 'none' || sameSite === 'lax' || sameSite === 'strict' ? { sameSite } : {};
}

/** Times that are not above zero are replaced by the defaults, as in Traefik. */
export function healthCheck(written: WrittenHealthCheck | undefined): { readonly healthCheck?: HealthCheck } {
  if (!written) return {};
  const { scheme, port, hostname } = written;
  const intervalMs = positive(written.interval, INTERVAL_MS);
  return {
    healthCheck: {
      mode: written.mode === 'grpc' ? 'grpc' : 'http',
      ...(scheme ? { scheme } : {}),
      path: written.path ?? '',
      method: written.method || 'GET',
      status: written.status ?? 0,
      ...(port ? { port } : {}),
      intervalMs,
      unhealthyIntervalMs:
        written.unhealthyInterval === undefined
          ? intervalMs
          : positive(written.unhealthyInterval, INTERVAL_MS),
      timeoutMs: positive(written.timeout, TIMEOUT_MS),
      ...(hostname ? { hostname } : {}),
      followRedirects: written.followRedirects ?? true,
      headers: written.headers ?? {},
    },
  };
}

export function passiveHealthCheck(written: WrittenPassiveHealthCheck | undefined): {
  readonly passiveHealthCheck?: PassiveHealthCheck;
} {
  if (!written) return {};
  return {
    passiveHealthCheck: {
      failureWindowMs: positive(written.failureWindow, FAILURE_WINDOW_MS),
      maxFailedAttempts: written.maxFailedAttempts ?? 1,
    },
  };
}

/** Milliseconds between the pieces of an answer that are sent on. */
export function flushInterval(written: { readonly flushInterval?: Time } | undefined): {
  readonly flushIntervalMs?: number;
} {
  const flushIntervalMs =
    written?.flushInterval === undefined ? undefined : parseDuration(written.flushInterval);
  return flushIntervalMs === undefined ? {} : { flushIntervalMs };
}

function positive(written: Time, otherwise: number): number {
  const milliseconds = written === undefined ? undefined : parseDuration(written);
  return milliseconds !== undefined && milliseconds > 0 ? milliseconds : otherwise;
}
