import { once } from 'node:events';
import { connect, createServer, Socket } from 'node:net';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';

/** One write on its way, an object of Node's C++ side. Free again as soon as a write was done at once. */
export interface WriteRequest {
  handle?: StreamHandle;
  buffer?: Buffer | undefined;
  channel?: unknown;
  oncomplete?: (this: WriteRequest, status: number) => void;
  /** Below zero until a write that goes on in the background has taken the request. */
  getAsyncId(): number;
}

/** What lies under a socket (Node: `src/stream_base.cc`). */
export interface StreamHandle {
  useUserBuffer(buffer: Uint8Array): void;
  /** Both return 0 or a negative error number. */
  writeLatin1String(request: WriteRequest, text: string): number;
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
}

/** Takes what was read; called as a method of the socket. Its result says whether to read on. */
type ReadCallback = (this: unknown, length: number, buffer: Uint8Array) => boolean;

/** What Node does not document and the fast transport uses. */
export interface Internals {
  /** Makes a socket read into `buffer`, as `net.connect`'s option `onread` does for sockets that connect. */
  readInto(socket: Socket, handle: StreamHandle, buffer: Buffer, callback: ReadCallback): void;
  /** A request object that is not in use; the same one until `takeRequest`. */
  spareRequest(): WriteRequest;
  /** The spare request is in use from now on. */
  takeRequest(): void;
  systemError(status: number, call: string): Error;
}

/** The handle of a socket, if it looks as expected. */
export function streamHandle(socket: Socket): StreamHandle | undefined {
  const handle: unknown = Reflect.get(socket, '_handle');
  return isStreamHandle(handle) ? handle : undefined;
}

/**
 * Finds the internals in this Node.
 *
 * @throws Error that says what is not as expected
 */
export async function findInternals(): Promise<Internals> {
  const { buffer: bufferKey, callback: callbackKey } = readSymbols();
  const WriteWrap = await writeRequestClass();
  // A request whose write was done at once was never looked at, and serves the next write.
  let spare = new WriteWrap();
  return {
    readInto(socket, handle, buffer, callback) {
      Reflect.set(socket, bufferKey, buffer);
      Reflect.set(socket, callbackKey, callback);
      handle.useUserBuffer(buffer);
    },
    spareRequest: () => spare,
    takeRequest() {
      spare = new WriteWrap();
    },
    systemError(status, call) {
      const code = getSystemErrorName(status);
      const error = new Error(`${call} ${code}: ${getSystemErrorMessage(status)}`);
      return Object.assign(error, { code, errno: status, syscall: call });
    },
  };
}

/** The keys under which a socket keeps what its option `onread` said. */
function readSymbols(): { readonly buffer: symbol; readonly callback: symbol } {
  const probe = new Socket({ onread: { buffer: Buffer.alloc(1), callback: () => true } });
  const find = (description: string): symbol => {
    const key = Object.getOwnPropertySymbols(probe).find((symbol) => symbol.description === description);
    if (key === undefined) throw new Error(`sockets have no symbol ${description}`);
    return key;
  };
  try {
    return { buffer: find('kBuffer'), callback: find('kBufferCb') };
  } finally {
    probe.destroy();
  }
}

/** The class of write requests, seen at work on a connection to ourselves: asking for it by name is deprecated. */
async function writeRequestClass(): Promise<new () => WriteRequest> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no loopback address');
  const socket = connect(address.port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const handle = streamHandle(socket);
    if (handle === undefined) throw new Error('sockets have no handle of the known form');
    let seen: unknown;
    const original = handle.writeLatin1String;
    handle.writeLatin1String = function (request, text) {
      seen = request.constructor;
      return original.call(this, request, text);
    };
    const written = new Promise<void>((resolve) => socket.write('x', 'latin1', () => resolve()));
    Reflect.deleteProperty(handle, 'writeLatin1String');
    await written;
    if (!isWriteRequestClass(seen)) throw new Error('writes make no request object');
    return seen;
  } finally {
    socket.destroy();
    server.close();
    await once(server, 'close');
  }
}

function isStreamHandle(value: unknown): value is StreamHandle {
  return (
    typeof value === 'object' &&
    value !== null &&
    'useUserBuffer' in value &&
    typeof value.useUserBuffer === 'function' &&
    'writeLatin1String' in value &&
    typeof value.writeLatin1String === 'function' &&
    'writeBuffer' in value &&
    typeof value.writeBuffer === 'function'
  );
}

function isWriteRequestClass(value: unknown): value is new () => WriteRequest {
  return (
    typeof value === 'function' &&
    value.name === 'WriteWrap' &&
    'getAsyncId' in value.prototype &&
    typeof value.prototype.getAsyncId === 'function'
  );
}
