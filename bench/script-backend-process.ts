/** A backend that reads bodies and checks them, speaks WebSocket, and answers GET /N with N bytes. */
import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { BODY_BYTE, LargeBody } from './load/bodies.ts';
import { echoFrames } from './load/frames.ts';
import { settings, tell } from './parent.ts';
import { portOf } from './system/ports.ts';

settings();
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** One connection: reads a head, then what the head announces, and answers. */
function serve(socket: Socket): void {
  let held: Buffer = Buffer.alloc(0);
  let length = 0;
  let left = 0;
  const read = (chunk: Buffer): void => {
    if (left > 0) {
      const taken = Math.min(left, chunk.length);
      if (!LargeBody.holds(chunk.subarray(0, taken))) answer(socket, 400, 'wrong bytes');
      left -= taken;
      if (left > 0) return;
      answer(socket, 200, `${length}`);
      if (taken < chunk.length) read(chunk.subarray(taken));
      return;
    }
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = held.toString('latin1', 0, end);
    const rest = held.subarray(end + 4);
    held = Buffer.alloc(0);
    const key = /\r\nsec-websocket-key: *(\S+)/i.exec(head)?.[1];
    if (key !== undefined) {
      upgrade(socket, key);
      return;
    }
    length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    left = length;
    if (left === 0) answer(socket, 200, body(head));
    if (rest.length > 0) read(rest);
  };
  socket.on('data', read);
  socket.on('error', () => socket.destroy());
}

function upgrade(socket: Socket, key: string): void {
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  socket.removeAllListeners('data');
  const echo = echoFrames((frames) => socket.write(frames));
  socket.on('data', echo);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}

function body(head: string): string {
  const size = /^GET \/(?:script\/)?(\d+) /.exec(head)?.[1];
  return size === undefined ? 'Hello, bench.' : BODY_BYTE.repeat(Number(size));
}

function answer(socket: Socket, status: number, text: string): void {
  socket.write(
    `HTTP/1.1 ${status} OK\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    'latin1',
  );
}

const server = createServer({ noDelay: true }, serve);
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => tell({ port: portOf(server.address()) }));
