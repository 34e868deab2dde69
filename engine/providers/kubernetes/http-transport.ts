import { type IncomingMessage, request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubernetesError } from './api-error.ts';
import type { ApiAnswer, ApiRequest, ApiTransport } from './transport.ts';

/** Milliseconds after which the system asks whether a silent connection is still there, as client-go does. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Carries requests by Node's own HTTP client with the credentials of client-node. The watch of client-node is not used:
 * it leaves out lines that it cannot read, and makes connections of its own for each watch that nobody closes.
 */
export class HttpTransport implements ApiTransport {
  readonly name: string;
  readonly #load: () => KubeConfig;
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
    }
  }

  async send({ method, path, query, body, signal }: ApiRequest): Promise<ApiAnswer> {
    try {
      const server = this.#config.getCurrentCluster()?.server ?? '';
      const url = new URL(`${server.replace(/\/+$/, '')}${path}`);
      for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
      const options: RequestOptions = { method, signal, headers: {} };
      await this.#config.applyToHTTPSOptions(options);
      const headers: Record<string, string> = { Accept: 'application/json', 'User-Agent': 'ingress-lab' };
      const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      if (content) {
        headers['Content-Type'] = 'application/json';
        headers['Content-Length'] = String(content.length);
      }
      // A token that was read from a file may end with a line break, which no header can hold.
      for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value).trim();
      const answer = await this.#exchange(url, { ...options, headers }, content);
      return {
        status: answer.statusCode ?? 0,
        retryAfterMs: secondsOf(answer.headers['retry-after']) * 1000,
        body: answer,
      };
    } catch (error) {
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

function secondsOf(retryAfter: string | undefined): number {
  return retryAfter !== undefined && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : 0;
}
