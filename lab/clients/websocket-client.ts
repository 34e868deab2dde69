import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ListeningAddress } from '../../engine/index.ts';

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
): Promise<string> {
  const authority = address.host.includes(':') ? `[${address.host}]` : address.host;
  const webSocket = new WebSocket(`ws://${authority}:${address.port}${path}`, { headers: { host } });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await once(webSocket, 'open', { signal });
    webSocket.send(message);
    const [answer] = await once(webSocket, 'message', { signal });
    webSocket.close();
    // Not every server ends the connection when it has said that the WebSocket is over.
    await once(webSocket, 'close', { signal: AbortSignal.timeout(CLOSING_MS) }).catch(() => undefined);
    return String(answer);
  } finally {
    webSocket.on('error', () => undefined).terminate();
  }
}
