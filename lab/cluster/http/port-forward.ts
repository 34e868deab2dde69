import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { KubeObject } from '../objects/object.ts';
import { badRequest } from './refusals.ts';

/** Where a port of a pod is reached on this machine; undefined: nothing listens there. */
export type PodPorts = (
  namespace: string,
  name: string,
  port: number,
) => { readonly host: string; readonly port: number } | undefined;

/** One message carries bytes of one channel, whose number comes first: two channels a port, for bytes and for errors. */
const PROTOCOL = 'v4.channel.k8s.io';

/** Bytes for a client that does not read, after which the pod is not read any more. */
const MOST_WAITING = 1024 * 1024;

/** True of a request to forward ports over a WebSocket, in the form that the API serves. */
export function asksToForward({ headers }: IncomingMessage): boolean {
  const protocols = String(headers['sec-websocket-protocol'] ?? '').split(/, */);
  return headers.upgrade?.toLowerCase() === 'websocket' && protocols.includes(PROTOCOL);
}

/**
 * The ports that are asked for.
 *
 * @throws ApiError 400
 */
export function portsOf(query: URLSearchParams): readonly number[] {
  const written = query.getAll('ports').flatMap((ports) => ports.split(','));
  if (written.length === 0) throw badRequest('query parameter "ports" is required');
  return written.map((text) => {
    const port = Number(text);
    if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port;
    throw badRequest(`query parameter "ports" is no port: "${text}"`);
  });
}

/** Forwards connections to ports of pods over WebSockets (Kubernetes API reference, "connect to pod's portforward"). */
export class PortForwards {
  readonly #server = new WebSocketServer({
    noServer: true,
    handleProtocols: () => PROTOCOL,
    perMessageDeflate: false,
  });
  readonly #podPorts: PodPorts;

  constructor(podPorts: PodPorts) {
    this.#podPorts = podPorts;
  }

  /** Takes the connection over. */
  answer(
    connection: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
    pod: KubeObject,
    ports: readonly number[],
  ): void {
    const { request, socket, head } = connection;
    this.#server.handleUpgrade(request, socket, head, (client) => {
      this.#forward(client, pod, ports);
    });
  }

  /** Ends all that are being forwarded. */
  close(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  #forward(client: WebSocket, { metadata }: KubeObject, ports: readonly number[]): void {
    const { namespace = '', name, uid = '' } = metadata;
    const sockets = ports.map((port, index) => {
      const [data, error] = [2 * index, 2 * index + 1];
      const header = Buffer.alloc(2);
      header.writeUInt16LE(port);
      send(client, data, header);
      send(client, error, header);
      const address = this.#podPorts(namespace, name, port);
      const fail = (reason: string): void => {
        send(client, error, `error forwarding port ${port} to pod ${name}, uid ${uid}: ${reason}`);
        client.close();
      };
      if (!address) {
        fail(`connect to localhost:${port}: connection refused`);
        return undefined;
      }
      const socket = connect({ ...address, noDelay: true });
      socket.on('data', (chunk) => relay(client, socket, data, chunk));
      socket.on('end', () => client.close());
      socket.on('error', ({ message }) => fail(message));
      return socket;
    });
    client.on('message', (message) => {
      const bytes = bytesOf(message);
      const channel = bytes[0] ?? 0;
      const socket = channel % 2 === 0 ? sockets[channel / 2] : undefined;
      if (socket?.writable && !socket.write(bytes.subarray(1))) {
        client.pause();
        socket.once('drain', () => client.resume());
      }
    });
    client.on('error', () => client.terminate());
    client.on('close', () => {
      for (const socket of sockets) socket?.destroy();
    });
  }
}

function send(client: WebSocket, channel: number, content: Buffer | string): void {
  client.send(Buffer.concat([Buffer.from([channel]), Buffer.from(content)]), () => undefined);
}

function relay(client: WebSocket, socket: Socket, channel: number, chunk: Buffer): void {
  if (client.bufferedAmount > MOST_WAITING) socket.pause();
  client.send(Buffer.concat([Buffer.from([channel]), chunk]), () => socket.resume());
}

function bytesOf(message: RawData): Buffer {
  if (Buffer.isBuffer(message)) return message;
  return Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message);
}
