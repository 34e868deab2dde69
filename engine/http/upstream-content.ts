import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { HeaderList } from '../middlewares/message.ts';

/**
 * The body of an answer for a client that did not ask for gzip. If the server sent gzip, it is decoded on the way, and
 * `headers` no longer speaks of it (Go: `net/http`, Transport.DisableCompression).
 */
export function contentOf(source: IncomingMessage, headers: HeaderList): Readable {
  const bodyless =
    source.statusCode === 204 || source.statusCode === 304 || headers.get('Content-Length') === '0';
  if (bodyless || headers.get('Content-Encoding')?.toLowerCase() !== 'gzip') return source;
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  const content = createGunzip();
  // Whoever reads it hears of errors; if the client has gone, nobody does.
  content.on('error', () => undefined);
  // A source that breaks off never ends what it is piped into.
  source.once('close', () => source.complete || content.destroy());
  return source.pipe(content);
}
