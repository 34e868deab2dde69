import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { manifests } from './configuration/test-support.ts';
import { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { parseManifests } from './resources/load.ts';
import { parseFlags } from './static/flags.ts';

/** An engine that shuffles nothing, with an entry point `web` on a port of the system. */
export function startEngine(
  flags: readonly string[] = [],
  options: Partial<EngineOptions> = {},
): Promise<Engine> {
  const all = ['--entrypoints.web.address=127.0.0.1:0', ...flags];
  // Fisher-Yates swaps each element with itself.
  return Engine.start({ static: parseFlags(all), random: () => 1 - Number.EPSILON, ...options });
}

/** Puts manifests in force, which must be valid. */
export function applyText(engine: Engine, ...documents: readonly string[]): ReturnType<Engine['apply']> {
  const { resources, diagnostics } = parseManifests(manifests(...documents), 'test.yaml');
  assert.deepEqual(diagnostics, []);
  return engine.apply({ resources });
}

export function portOf(engine: Engine, entryPoint = 'web'): number {
  const address = engine.addresses.get(entryPoint);
  assert.ok(address, `${entryPoint} does not listen`);
  return address.port;
}

/** A server that answers with its name, or when it is told to. */
export class Backend implements AsyncDisposable {
  readonly name: string;
  readonly #server: http.Server;
  #hold: Promise<void> | undefined;

  /** What it answers with; may be changed. */
  status = 200;
  /** Bodies of the requests so far, each behind its method and target. */
  readonly received: string[] = [];

  private constructor(name: string) {
    this.name = name;
    this.#server = http.createServer(async (request, response) => {
      this.#server.emit('asked');
      let body = '';
      for await (const piece of request.setEncoding('utf8')) body += piece;
      this.received.push(`${request.method} ${request.url} ${body}`.trim());
      response.statusCode = this.status;
      if (this.#hold) void this.#hold.then(() => response.end(name));
      else response.end(name);
    });
  }

  static async start(name: string): Promise<Backend> {
    const backend = new Backend(name);
    backend.#server.listen(0, '127.0.0.1');
    await once(backend.#server, 'listening');
    return backend;
  }

  /** Service, and an EndpointSlice that leads here. */
  get manifest(): string {
    const { port } = this.#server.address() as AddressInfo;
    return manifests(
      `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: ${this.name} }
spec: { ports: [{ name: http, port: 80 }] }`,
      `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { namespace: shop, name: ${this.name}-1, labels: { kubernetes.io/service-name: ${this.name} } }
addressType: IPv4
ports: [{ name: http, port: ${port} }]
endpoints: [{ addresses: [127.0.0.1] }]`,
    );
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Holds answers back from now on; the function returned lets them go. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#hold = promise;
    return resolve;
  }

  async asked(): Promise<void> {
    await once(this.#server, 'asked');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** One request on a connection of its own: status and body. */
export async function get(port: number, path = '/', headers: http.OutgoingHttpHeaders = {}): Promise<string> {
  const request = http.get({
    host: '127.0.0.1',
    port,
    path,
    agent: false,
    headers: { host: 'shop.test', ...headers },
  });
  const [response]: [http.IncomingMessage] = (await once(request, 'response')) as [http.IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return `${response.statusCode} ${body}`;
}
