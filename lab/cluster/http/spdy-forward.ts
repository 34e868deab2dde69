import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { KubeObject } from '../objects/object.ts';
import type { PodPorts } from './pod-ports.ts';
import { SpdySession } from './spdy/session.ts';
import type { SpdyStream } from './spdy/stream.ts';

/** The two streams of one connection to a port. */
interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

/**
 * Forwards connections to ports of a pod over SPDY streams, as kubectl does: for each connection the client opens a stream
 * for errors and one for bytes, which say the same `requestID` and the port.
 */
export function forwardOverSpdy(connection: Duplex, pod: KubeObject, podPorts: PodPorts): void {
  const pairs = new Map<string, Pair>();
  const session = (stream: SpdyStream): void => {
    const id = stream.headers.get('requestid') ?? '';
    const pair = pairs.get(id) ?? {};
    if (stream.headers.get('streamtype') === 'error') pair.error = stream;
    else pair.data = stream;
    const { data, error } = pair;
    if (!data || !error) {
      pairs.set(id, pair);
      return;
    }
    pairs.delete(id);
    join(data, error, Number(stream.headers.get('port')), pod, podPorts);
  };
  new SpdySession(connection, session);
}

function join(
  data: SpdyStream,
  error: SpdyStream,
  port: number,
  { metadata: { namespace = '', name, uid = '' } }: KubeObject,
  podPorts: PodPorts,
): void {
  error.resume();
  const fail = (reason: string): void => {
    error.end(`error forwarding port ${port} to pod ${name}, uid ${uid}: ${reason}`);
    data.destroy();
  };
  const address = podPorts(namespace, name, port);
  if (!address) {
    fail(`connect to localhost:${port}: connection refused`);
    return;
  }
  const socket = connect({ ...address, noDelay: true, allowHalfOpen: true });
  socket.on('error', ({ message }) => fail(message));
  socket.on('close', () => error.end());
  data.on('close', () => socket.destroy());
  data.pipe(socket).pipe(data);
}
