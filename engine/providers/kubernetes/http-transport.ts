import { Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubernetesError } from './api-error.ts';
import type { ApiAnswer, ApiRequest, ApiTransport } from './transport.ts';

/** Milliseconds after which the system asks whether a silent connection is still there, as client-go does. */
const KEEP_ALIVE_MS = 30_000;

/** Where an API is, and what a client shows it. */
export interface ApiAccess {
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates, keys, and the agent that keeps the connections. */
  readonly options: Omit<RequestOptions, 'headers' | 'agent'> & { readonly agent?: Agent };
}

/**
 * Carries requests by Node's own HTTP client with the credentials of client-node. The watch of client-node is not used:
 * it leaves out lines that it cannot read, and makes connections of its own for each watch that nobody closes.
 */
export class HttpTransport implements ApiTransport {
  readonly name: string;
  readonly #load: () => KubeConfig;
  readonly #agents = new Set<Agent>();
  #config: KubeConfig;

  /** @param load reads the credentials, again when the API does not take those read before */
  constructor(name: string, load: () => KubeConfig) {
    this.name = name;
    this.#load = load;
    this.#config = load();
  }

  renew(): void {
    try {
      this.#config = this.#load();
    } catch {
      // A file that is just being replaced: what was read before is tried again, and then the file.
      return;
    }
    // New credentials have connections of their own; of those before only what is in use is needed still.
    for (const agent of this.#agents) {
      if (Object.keys(agent.sockets).length > 0) continue;
      agent.destroy();
      this.#agents.delete(agent);
    }
  }

  /** Sets of connections that are kept. */
  get size(): number {
    return this.#agents.size;
  }

  /** Where the API is, and how it is asked, for what speaks to it by other means. */
  async access(): Promise<ApiAccess> {
    const options: RequestOptions = { headers: {} };
    await this.#config.applyToHTTPSOptions(options);
    const { headers, agent, ...tls } = options;
    if (agent instanceof Agent) this.#agents.add(agent);
    return {
      server: (this.#config.getCurrentCluster()?.server ?? '').replace(/\/+$/, ''),
      // A token that was read from a file may end with a line break, which no header can hold.
      headers: Object.fromEntries(
        Object.entries(headers ?? {}).map(([name, value]) => [name, String(value).trim()]),
      ),
      options: { ...tls, ...(agent instanceof Agent && { agent }) },
    };
  }

  /** The credentials, as kubectl reads them from a file: JSON, which is YAML. */
  get kubeconfig(): string {
    return this.#config.exportConfig();
  }

  /** Ends the connections that wait for a next request. */
  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }

  async send({
    method,
    path,
    query,
    body,
    contentType = 'application/json',
    accept = 'application/json',
    signal,
  }: ApiRequest): Promise<ApiAnswer> {
    try {
      const { server, headers: credentials, options } = await this.access();
      const url = new URL(`${server}${path}`);
      for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
      const headers: Record<string, string> = { Accept: accept, 'User-Agent': 'ingress-lab' };
      const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      if (content) {
        headers['Content-Type'] = contentType;
        headers['Content-Length'] = String(content.length);
      }
      Object.assign(headers, credentials);
      const answer = await this.#exchange(url, { ...options, method, signal, headers }, content);
      return {
        status: answer.statusCode ?? 0,
        retryAfterMs: secondsOf(answer.headers['retry-after']) * 1000,
        body: answer,
      };
    } catch (error) {
      // The authority may have been replaced, in a file that is read but once for each set of connections.
      if (isDistrust(error)) this.renew();
      throw KubernetesError.fromFailure(error);
    }
  }

  #exchange(url: URL, options: RequestOptions, content: Buffer | undefined): Promise<IncomingMessage> {
    const request = url.protocol === 'http:' ? requestHttp : requestHttps;
    return new Promise((resolve, reject) => {
      const call = request(url, options, resolve);
      call.on('error', reject);
      call.on('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
      call.end(content);
    });
  }
}

/** The other side's certificate was not accepted (Node.js: TLS, "X509 certificate error codes"). */
function isDistrust(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /CERT|SIGNATURE|ISSUER|ALTNAME/.test(String(error.code))
  );
}

function secondsOf(retryAfter: string | undefined): number {
  return retryAfter !== undefined && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : 0;
}
