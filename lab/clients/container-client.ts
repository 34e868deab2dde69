import { randomUUID } from 'node:crypto';
import type { ListeningAddress } from '../../engine/index.ts';
import { type Container, containerClient } from '../worlds/containers/client.ts';
import { startContainer } from '../worlds/containers/published-container.ts';
import type { PodNetwork } from '../worlds/world.ts';
import type { HttpAnswer, HttpFailure, HttpRequest } from './http-client.ts';

/** What waits in the container until it is asked to send something. */
const IDLE = 'process.once("SIGTERM", () => process.exit()); setInterval(() => {}, 2 ** 30)';

/** Sends requests one after another over one connection; prints what came of them. */
const SEND_HTTP = `
const { url, requests, headers, method, ca, servername, timeoutMs } = JSON.parse(process.argv[1]);
const secure = url.startsWith('https:');
const http = require(secure ? 'node:https' : 'node:http');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1, ca, servername });
const send = (id) => new Promise((resolve) => {
  const began = performance.now();
  const done = (what) => resolve({ ...what, durationMs: performance.now() - began });
  const request = http.request(url, { method, agent, headers: { ...headers, 'x-correlation-id': id }, signal: AbortSignal.timeout(timeoutMs) });
  request.on('error', (error) => done({ error: error.message }));
  request.on('response', async (answer) => {
    let body = '';
    try {
      for await (const part of answer.setEncoding('utf8')) body += part;
      const lines = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
      done({ status: answer.statusCode, headers: Object.fromEntries(lines), body });
    } catch (error) {
      done({ error: error.message });
    }
  });
  request.end();
});
(async () => {
  const outcomes = [];
  for (const id of requests) outcomes.push(await send(id));
  agent.destroy();
  console.log(JSON.stringify(outcomes));
})();`;

/** Sends datagrams one after another from one port; prints the answer to each, or null. */
const SEND_UDP = `
const { host, port, datagrams, timeoutMs } = JSON.parse(process.argv[1]);
const socket = require('node:dgram').createSocket('udp4');
socket.connect(port, host, async () => {
  const answers = [];
  for (const datagram of datagrams) {
    answers.push(await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), timeoutMs);
      socket.once('message', (message) => { clearTimeout(timer); resolve(message.toString()); });
      socket.send(datagram);
    }));
    socket.removeAllListeners('message');
  }
  socket.close();
  console.log(JSON.stringify(answers));
});`;

const TIMEOUT_MS = 10_000;

/** What came of one request, as the program in the container prints it. */
type Printed = { readonly durationMs: number } & (
  | { readonly error: string }
  | Pick<HttpAnswer, 'status' | 'headers' | 'body'>
);

/** A client with an address of its own in the network of the pods. Owns its container. */
export class ContainerClient implements AsyncDisposable {
  /** Its own, in the network. */
  readonly address: string;
  readonly #container: Container;

  private constructor(container: Container, address: string) {
    this.#container = container;
    this.address = address;
  }

  /** Starts a container of an image in which there is Node.js. */
  static async start(network: PodNetwork, image: string): Promise<ContainerClient> {
    const container = await startContainer(await containerClient(), {
      image,
      name: network.containerName('client'),
      hostname: 'client',
      network: network.name,
      labels: network.labels,
      environment: {},
      command: ['node', '-e', IDLE],
      args: [],
      workingDirectory: undefined,
      user: undefined,
      files: new Map(),
      ports: [],
      ready: () => Promise.resolve(),
    });
    const { NetworkSettings: settings } = await container.inspect();
    return new ContainerClient(container, settings.Networks[network.name]?.IPAddress ?? '');
  }

  /**
   * Sends requests one after another over one connection; over TLS with the request's host as server name.
   *
   * @param ca PEM of the authorities that the server's certificate is checked with
   */
  async send(
    server: ListeningAddress,
    request: HttpRequest,
    { count = 1, ca }: { readonly count?: number; readonly ca?: string } = {},
  ): Promise<(HttpAnswer | HttpFailure)[]> {
    const { method, scheme = 'http', host, path, headers = {} } = request;
    const requests = Array.from({ length: count }, () => randomUUID());
    const printed: readonly Printed[] = await this.#run(SEND_HTTP, {
      url: `${scheme}://${server.host}:${server.port}${path}`,
      method,
      headers: { ...headers, host },
      servername: host.replace(/:\d+$/, ''),
      ca,
      requests,
      timeoutMs: request.timeoutMs ?? TIMEOUT_MS,
    });
    return printed.map((outcome, index) => {
      const common = { request, correlationId: requests[index] ?? '', server };
      return 'error' in outcome
        ? { ...common, durationMs: outcome.durationMs, error: new Error(outcome.error) }
        : { ...common, ...outcome };
    });
  }

  /** Sends datagrams from one port, each when the one before is answered; undefined where no answer came. */
  async ask(server: ListeningAddress, datagrams: readonly string[]): Promise<(string | undefined)[]> {
    const { host, port } = server;
    const answers: readonly (string | null)[] = await this.#run(SEND_UDP, {
      ...{ host, port, datagrams },
      timeoutMs: TIMEOUT_MS / 2,
    });
    return answers.map((answer) => answer ?? undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#container.remove({ force: true, v: true });
  }

  /** What a program prints in the container, as JSON. */
  async #run<Result>(script: string, input: object): Promise<Result> {
    const { engine } = await containerClient();
    const { output, exitCode } = await engine.container.exec(this.#container, [
      'node',
      '-e',
      script,
      JSON.stringify(input),
    ]);
    if (exitCode !== 0) throw new Error(`the client's program ended with exit code ${exitCode}: ${output}`);
    return JSON.parse(output);
  }
}
