/** Sends a WebSocket message over each connection as soon as the one before has come back, and compares the echo. */
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { clientFrame, serverFrame } from './load/frames.ts';
import { numberOf, settings, tell, textOf } from './parent.ts';

const told = settings();
const lastsMs = numberOf(told, 'seconds') * 1_000;
const count = numberOf(told, 'connections');
const message = Buffer.from('A message of thirty-two bytes!!!');
const frame = clientFrame(message, Buffer.from([1, 2, 3, 4]));
const echo = serverFrame(message);
const handshake = `GET /script HTTP/1.1\r\nHost: ${textOf(told, 'host')}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

let upgraded = 0;
let idle = 0;
let messages = 0;
let begin = 0;

function fail(reason: string): void {
  tell({ error: reason });
  process.disconnect();
}

const sockets = Array.from({ length: count }, () => {
  let open = false;
  let head = '';
  let matched = 0;
  const callback = (size: number, bytes: Uint8Array): boolean => {
    if (!open) {
      head += Buffer.from(bytes.buffer, bytes.byteOffset, size).toString('latin1');
      if (!head.endsWith('\r\n\r\n')) return true;
      if (!/^HTTP\/1\.1 101 /.test(head)) fail(`answered ${JSON.stringify(head.slice(0, 100))}`);
      open = true;
      upgraded += 1;
      if (upgraded === count) startAll();
      return true;
    }
    if (matched + size > echo.length || echo.compare(bytes, 0, size, matched, matched + size) !== 0) {
      fail('an echo has wrong bytes');
      return false;
    }
    matched += size;
    if (matched < echo.length) return true;
    matched = 0;
    messages += 1;
    if (performance.now() - begin < lastsMs) socket.write(frame);
    else {
      idle += 1;
      if (idle === count) finish();
    }
    return true;
  };
  const onread = { buffer: Buffer.allocUnsafe(4_096), callback };
  const socket = connect({ port: numberOf(told, 'port'), host: '127.0.0.1', noDelay: true, onread });
  socket.on('error', ({ message: reason }) => fail(reason));
  socket.on('end', () => fail('the proxy closed the connection'));
  socket.write(handshake);
  return socket;
});

function startAll(): void {
  begin = performance.now();
  for (const socket of sockets) socket.write(frame);
}

function finish(): void {
  tell({ operations: messages, seconds: (performance.now() - begin) / 1_000 });
  for (const socket of sockets) {
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    socket.resetAndDestroy();
  }
  process.disconnect();
}
