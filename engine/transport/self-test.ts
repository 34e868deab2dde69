import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Channel, ChannelOwner, Transport } from './channel.ts';

/** More than the system takes at once, so that writes wait too. */
const BULK_BYTES = 4 * 1024 * 1024;
/** Milliseconds. */
const LIMIT_MS = 5000;

/**
 * Sends bytes to and fro over a loopback connection: text, small and large messages, one that has to wait, and the end.
 * Both sides pause after every read.
 *
 * @throws Error that says what went wrong
 */
export async function selfTest(transport: Transport): Promise<void> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  const channels: Channel[] = [];
  try {
    await Promise.race([echoed(transport, server, channels), late]);
  } finally {
    clearTimeout(timer);
    for (const channel of channels) channel.destroy();
    server.close();
    await once(server, 'close');
  }
}

function echoed(transport: Transport, server: Server, channels: Channel[]): Promise<void> {
  const bulk = Buffer.alloc(BULK_BYTES, 'abcdefghijklmnopqrstuvwxyz');
  const all = bulk.toString('latin1');
  const expected = `hellohead${all.slice(0, 100)}tail${all}`;
  return new Promise((resolve, reject) => {
    server.once('connection', (socket) => {
      const echo: Channel = transport.adopt(socket, {
        onBytes(bytes, start, end) {
          echo.pause();
          if (echo.write('', bytes, start, end, '')) setImmediate(() => echo.resume());
        },
        onEnd: () => echo.end(),
        onDrain: () => echo.resume(),
        onClose: (error) => error && reject(error),
      });
      channels.push(echo);
    });
    const parts: string[] = [];
    let paused = false;
    const owner: ChannelOwner = {
      onBytes(bytes, start, end) {
        if (paused) reject(new Error('bytes came to a paused channel'));
        parts.push(bytes.toString('latin1', start, end));
        paused = true;
        client.pause();
        setImmediate(() => {
          paused = false;
          client.resume();
        });
      },
      onEnd() {
        if (parts.join('') === expected) resolve();
        else reject(new Error('other bytes came back than were sent'));
      },
      onDrain: () => client.end(),
      onClose: (error) => reject(error ?? new Error('the connection closed early')),
    };
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no loopback address');
    const client = transport.connect({ host: '127.0.0.1', port: address.port }, owner, () => {
      client.writeText('hello');
      client.write('head', bulk, 0, 100, 'tail');
      if (client.write('', bulk, 0, bulk.length, '')) client.end();
    });
    channels.push(client);
  });
}
