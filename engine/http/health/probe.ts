import { bufferedBody } from '../../middlewares/body-buffer.ts';
import type { ResponseHead } from '../../middlewares/message.ts';
import type { HealthCheckSettings } from '../../routing/snapshot.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { UpstreamClient } from '../serve.ts';
import { upstreamAnswer } from './upstream-answer.ts';

/** What is asked of a server, and with how much patience. */
interface ProbeTask {
  readonly server: HttpServer;
  readonly settings: HealthCheckSettings;
  readonly upstreams: UpstreamClient;
  /** Aborted when the patience ends or the check is not wanted any more. */
  readonly signal: AbortSignal;
}

/** Redirects that are followed, as by Go's client. */
const MOST_REDIRECTS = 10;

const GRPC_PATH = '/grpc.health.v1.Health/Check';
/** A message without fields: not compressed, no bytes (gRPC over HTTP/2, Length-Prefixed-Message). */
const EMPTY_MESSAGE = Buffer.alloc(5);
/** Field 1 of the answer, `status`: SERVING (grpc.health.v1). */
const SERVING = Buffer.from([0x08, 0x01]);

/**
 * Asks a server for its health (Traefik: routing/services#health-check).
 *
 * @returns why it is not healthy; undefined if it is
 */
export async function probe(task: ProbeTask): Promise<string | undefined> {
  try {
    return await (task.settings.mode === 'grpc' ? probeGrpc(task) : probeHttp(task));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function probeHttp({ server, settings, upstreams, signal }: ProbeTask): Promise<string | undefined> {
  let url = targetOf(server, settings);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const { head } = await upstreamAnswer(
      upstreams,
      {
        server: serverAt(url, server),
        method: settings.method,
        target: `${url.pathname}${url.search}`,
        headers: [
          ['Host', (redirects === 0 && settings.hostname) || url.host],
          ...Object.entries(settings.headers),
        ],
      },
      signal,
    );
    const next = settings.followRedirects ? redirectTo(head, url) : undefined;
    if (!next) return verdict(head.status, settings.status);
    url = next;
  }
  return `stopped after ${MOST_REDIRECTS} redirects`;
}

function verdict(status: number, wanted: number): string | undefined {
  if (wanted !== 0) {
    return status === wanted
      ? undefined
      : `received error status code: ${status} expected status code: ${wanted}`;
  }
  return status >= 200 && status < 400 ? undefined : `received error status code: ${status}`;
}

async function probeGrpc({ server, settings, upstreams, signal }: ProbeTask): Promise<string | undefined> {
  const port = settings.port ?? server.port;
  const target: HttpServer = {
    ...server,
    scheme: settings.scheme === 'https' ? 'https' : 'h2c',
    port,
    url: `h2c://${server.hostname}:${port}`,
  };
  const { head, body, trailers } = await upstreamAnswer(
    upstreams,
    {
      server: target,
      method: 'POST',
      target: GRPC_PATH,
      headers: [
        ['Host', `${server.hostname}:${port}`],
        ['Content-Type', 'application/grpc'],
        ['Te', 'trailers'],
        ['Content-Length', `${EMPTY_MESSAGE.length}`],
      ],
      body: bufferedBody(EMPTY_MESSAGE),
    },
    signal,
  );
  if (head.status !== 200) return `received error status code: ${head.status}`;
  const code = trailers?.get('Grpc-Status') ?? head.headers.get('Grpc-Status') ?? '0';
  if (code === '12') return 'gRPC server does not implement the health protocol';
  if (code !== '0') return `gRPC health check failed: code ${code}`;
  return body.subarray(5).equals(SERVING) ? undefined : 'the gRPC server is not serving';
}

/** @throws Error for a path that names another server, or is none */
function targetOf({ url, scheme }: HttpServer, settings: HealthCheckSettings): URL {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(settings.path)) {
    throw new Error(`health check path must be a relative URL, got: ${JSON.stringify(settings.path)}`);
  }
  const target = new URL(settings.path, url.replace(/^h2c:/, 'http:'));
  target.protocol = `${settings.scheme ?? (scheme === 'https' ? 'https' : 'http')}:`;
  if (settings.port !== undefined) target.port = `${settings.port}`;
  return target;
}

/** The server that a URL leads to, spoken to as the one that is checked. */
function serverAt({ protocol, hostname, port, origin }: URL, { transport }: HttpServer): HttpServer {
  const isSecure = protocol === 'https:';
  return {
    url: origin,
    scheme: isSecure ? 'https' : 'http',
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    passHostHeader: true,
    transport,
  };
}

function redirectTo({ status, headers }: ResponseHead, from: URL): URL | undefined {
  const location = headers.get('Location');
  if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
}
