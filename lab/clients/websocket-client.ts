import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ListeningAddress } from '../../engine/index.ts';
import { type Surroundings, systemSurroundings, within } from './surroundings.ts';

/** Milliseconds that the end of a WebSocket may take. */
const CLOSING_MS = 500;

/**
 * Opens a WebSocket at `path` of `host`, sends one text message, returns the first message that comes back, and
 * closes the WebSocket in an orderly way.
 *
 * @throws Error if the handshake is refused, or nothing comes back within `timeoutMs`.
 */
export async function askWebSocket(
  address: ListeningAddress,
  { host, path }: { readonly host: string; readonly path: string },
  message: string,
  timeoutMs = 5_000,
  { network, clock, wait }: Surroundings = systemSurroundings,
): Promise<string> {
  const authority = address.host.includes(':') ? `[${address.host}]` : address.host;
  const webSocket = new WebSocket(`ws://${authority}:${address.port}${path}`, {
    headers: { host },
    createConnection: () => network.connect({ host: address.host, port: address.port }),
  });
  const exchange = async (): Promise<string> => {
    await once(webSocket, 'open');
    webSocket.send(message);
    const [answer] = await once(webSocket, 'message');
    return String(answer);
  };
  try {
    const what = `an answer over a WebSocket at ${host}${path}`;
    const answer = await wait(within(clock, timeoutMs, what, exchange()), what);
    webSocket.close();
    // Not every server ends the connection when it has said that the WebSocket is over.
    const closed = within(clock, CLOSING_MS, 'the end of a WebSocket', once(webSocket, 'close'));
    await wait(
      closed.catch(() => undefined),
      'the end of a WebSocket',
    );
    return answer;
  } finally {
    webSocket.on('error', () => undefined).terminate();
  }
}
