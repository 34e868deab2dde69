import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { KubeObject } from '../objects/object.ts';
import type { PodPorts } from './pod-ports.ts';
import { badRequest } from './refusals.ts';
import { forwardOverSpdy } from './spdy-forward.ts';

/** A connection that is no HTTP any more. */
interface Upgraded {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** The answer that was prepared lets go of the socket. */
  release(): void;
}

/** One message carries bytes of one channel, whose number comes first: two channels a port, for bytes and for errors. */
const PROTOCOL = 'v4.channel.k8s.io';

/** Bytes for a client that does not read, after which the pod is not read any more. */
const MOST_WAITING = 1024 * 1024;

/** kubectl's own protocol: SPDY, after an upgrade of its own (up to 1.29) or within a WebSocket. */
const SPDY = 'SPDY/3.1';
const STREAMS = 'portforward.k8s.io';
const TUNNEL = `${SPDY}+${STREAMS}`;

/** In which form a request wants ports forwarded; undefined: in none that the API serves. */
export function forwardingForm({
  headers,
}: IncomingMessage): typeof PROTOCOL | typeof SPDY | typeof TUNNEL | undefined {
  if (headers.upgrade?.toLowerCase() === SPDY.toLowerCase()) return SPDY;
  if (headers.upgrade?.toLowerCase() !== 'websocket') return undefined;
  const protocols = String(headers['sec-websocket-protocol'] ?? '').split(/, */);
  return ([PROTOCOL, TUNNEL] as const).find((protocol) => protocols.includes(protocol));
}

/**
 * The ports that are asked for.
 *
 * @throws ApiError 400
 */
function portsOf(query: URLSearchParams): readonly number[] {
  const written = query.getAll('ports').flatMap((ports) => ports.split(','));
  if (written.length === 0) throw badRequest('query parameter "ports" is required');
  return written.map((text) => {
    const port = Number(text);
    if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port;
    throw badRequest(`query parameter "ports" is no port: "${text}"`);
  });
}

/** Forwards connections to ports of pods over WebSockets and SPDY (Kubernetes API reference, "connect to pod's portforward"). */
export class PortForwards {
  readonly #server = new WebSocketServer({
    noServer: true,
    handleProtocols: (_protocols, request) => forwardingForm(request) ?? false,
    perMessageDeflate: false,
  });
  readonly #podPorts: PodPorts;
  readonly #sockets = new Set<Duplex>();

  constructor(podPorts: PodPorts) {
    this.#podPorts = podPorts;
  }

  /**
   * Takes the connection over.
   *
   * @throws ApiError 400 for a request that does not say which ports it wants
   */
  answer({ request, socket, head, release }: Upgraded, pod: KubeObject, query: URLSearchParams): void {
    const form = forwardingForm(request);
    const ports = form === PROTOCOL ? portsOf(query) : [];
    release();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    if (form === SPDY) {
      if (head.length > 0) socket.unshift(head);
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${SPDY}\r\nX-Stream-Protocol-Version: ${STREAMS}\r\n\r\n`,
      );
      forwardOverSpdy(socket, pod, this.#podPorts);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => {
      if (form === TUNNEL) forwardOverSpdy(createWebSocketStream(client), pod, this.#podPorts);
      else this.#forward(client, pod, ports);
    });
  }

  /** Ends all that are being forwarded. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
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
