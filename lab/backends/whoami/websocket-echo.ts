import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { delayOf } from '../fault.ts';
import type { Handshake } from '../http/http-program.ts';
import { pause } from '../pause.ts';

/** Same as the kept part of an HTTP body. */
const keptMessageBytes = 64 * 1024;

const acceptor = new WebSocketServer({ noServer: true });
// With a listener here, the acceptor leaves a bad handshake to it. The handshake's own socket is the third value.
acceptor.on('wsClientError', (_error, socket) => {
  socket.end(
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nSec-Websocket-Version: 13\r\nContent-Length: 0\r\n\r\n',
  );
});

/**
 * Accepts a WebSocket and sends every message back, text as text and binary as binary.
 * Records the handshake (status 101, or 400 if it is not well formed), then each message, which has no method.
 */
export function echo(handshake: Handshake): void {
  const { request, message, socket, head, peer, record } = handshake;
  const described = { ...request.describe('websocket'), bytes: 0, peer };
  const refused = () => record({ ...described, status: 400 });
  socket.once('close', refused);
  acceptor.handleUpgrade(message, socket, head, (webSocket) => {
    socket.removeListener('close', refused);
    record({ ...described, status: 101 });
    // Errors close the WebSocket by themselves.
    webSocket.on('error', () => {});
    webSocket.on(
      'message',
      (data, isBinary) => void echoMessage(handshake, webSocket, bytesOf(data), isBinary),
    );
  });
}

async function echoMessage(
  { request, socket, peer, clock, fault, record }: Handshake,
  webSocket: WebSocket,
  message: Buffer,
  isBinary: boolean,
): Promise<void> {
  const { correlationId } = request.describe('websocket');
  const inForce = fault();
  if (inForce?.kind === 'reset') socket.resetAndDestroy();
  else if (inForce?.kind === 'error') webSocket.close(1011);
  else if (inForce?.kind !== 'hang') {
    if (inForce?.kind === 'slow') await pause(delayOf(inForce), socket, clock);
    if (webSocket.readyState === webSocket.OPEN) {
      await new Promise<void>((resolve) => webSocket.send(message, { binary: isBinary }, () => resolve()));
    }
  }
  record({
    protocol: 'websocket',
    summary: `${isBinary ? 'binary' : 'text'} message of ${message.length} bytes`,
    bytes: message.length,
    body: message.subarray(0, keptMessageBytes),
    peer,
    ...(correlationId === undefined ? {} : { correlationId }),
  });
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
