import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { HeaderList } from '../middlewares/message.ts';
import type { HttpServer, ServersTransport } from '../routing/targets.ts';
import { UpstreamError } from './upstream-error.ts';

/** Go's limit of a response head. */
const MAX_RESPONSE_HEAD_BYTES = 10 * 1024 * 1024;
/** What Go keeps where the transport says 0. */
const DEFAULT_IDLE_CONNECTIONS = 2;

/** The head of a request to a server. */
export interface UpstreamHead {
  readonly method: string;
  readonly target: string;
  /** With Host and the framing, without hop-by-hop fields. */
  readonly headers: HeaderList;
  /** The client did not ask for gzip; an answer in it is to be decoded. */
  readonly addsGzip: boolean;
}

/**
 * The kept connections to the servers, one pool for each address and transport; the connection used last is
 * taken first. Pools outlive a change of configuration: equal transports share them.
 */
export class Upstreams {
  readonly #agents = new Map<string, http.Agent>();
  #closed = false;

  /** Starts a request; its body is for the caller to write. Throws UpstreamError if the server cannot be spoken to. */
  open(server: HttpServer, head: UpstreamHead): http.ClientRequest {
    if (this.#closed) throw new UpstreamError(502, `${server.url}: the proxy is stopping`);
    if (server.scheme === 'h2c') {
      throw new UpstreamError(500, `${server.url}: servers with the scheme h2c are not supported yet`);
    }
    const secure = server.scheme === 'https';
    const host = server.hostname.replace(/^\[(.*)\]$/, '$1');
    const options: https.RequestOptions = {
      agent: this.#agent(server.transport, secure),
      host,
      port: server.port,
      method: head.method,
      path: head.target,
      setHost: false,
      maxHeaderSize: MAX_RESPONSE_HEAD_BYTES,
      // Node would take the client's Host header for the name to verify.
      ...(secure ? { servername: server.transport.serverName ?? (isIP(host) === 0 ? host : '') } : {}),
    };
    const request = secure ? https.request(options) : http.request(options);
    // The framing is in the headers or there is no body; nothing is to be added.
    request.useChunkedEncodingByDefault = false;
    try {
      for (const [name] of head.headers.lines()) {
        if (!request.hasHeader(name)) request.setHeader(name, head.headers.all(name));
      }
    } catch (error) {
      request.once('error', () => undefined).destroy();
      throw error;
    }
    if (!head.headers.has('Connection')) request.removeHeader('Connection');
    return request;
  }

  /** Closes every connection, used or kept. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const sockets = [...this.#agents.values()].flatMap((agent) => [
      ...Object.values(agent.sockets).flat(),
      ...Object.values(agent.freeSockets).flat(),
    ]);
    const closed = sockets.map(
      (socket) => socket && !socket.closed && once(socket, 'close').catch(() => undefined),
    );
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
    await Promise.all(closed);
  }

  #agent(transport: ServersTransport, secure: boolean): http.Agent {
    const key = `${secure} ${JSON.stringify(transport)}`;
    const known = this.#agents.get(key);
    if (known) return known;
    const options: http.AgentOptions = {
      keepAlive: true,
      scheduling: 'lifo',
      maxFreeSockets: transport.maxIdleConnectionsPerHost || DEFAULT_IDLE_CONNECTIONS,
      ...(transport.idleConnectionTimeoutMs > 0 ? { timeout: transport.idleConnectionTimeoutMs } : {}),
    };
    const agent = secure
      ? new https.Agent({ ...options, ...tlsOptions(transport) })
      : new http.Agent(options);
    this.#agents.set(key, agent);
    return agent;
  }
}

function tlsOptions(transport: ServersTransport): https.AgentOptions {
  const { rootCas, certificates } = transport;
  return {
    rejectUnauthorized: !transport.insecureSkipVerify,
    ...(rootCas.length > 0 ? { ca: [...rootCas] } : {}),
    ...(certificates.length > 0
      ? {
          cert: certificates.map(({ certificatePem }) => certificatePem),
          key: certificates.map(({ keyPem }) => keyPem),
        }
      : {}),
  };
}
