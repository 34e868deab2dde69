import type { RunningCall, UpstreamCall, UpstreamClient } from './serve.ts';
import type { Http1Upstreams } from './upstream/http1-upstreams.ts';

/** The connections to all servers, each over the protocol that its URL says. */
export class Upstreams implements UpstreamClient {
  readonly http1: Http1Upstreams;
  readonly #http2: UpstreamClient;

  constructor(http1: Http1Upstreams, http2: UpstreamClient) {
    this.http1 = http1;
    this.#http2 = http2;
  }

  send(call: UpstreamCall): RunningCall {
    return call.server.scheme === 'h2c' ? this.#http2.send(call) : this.http1.send(call);
  }

  async close(): Promise<void> {
    await Promise.all([this.http1.close(), this.#http2.close()]);
  }
}
