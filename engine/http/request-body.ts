import type { Readable } from 'node:stream';

/**
 * Reads a body to memory. Resolves with undefined if it is longer than `limit` bytes (-1: no limit): what was
 * read is then put back, and the stream, paused, gives the whole body once more. Rejects if it breaks off.
 */
export function readBody(body: Readable, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      body.off('data', take).off('end', end).off('close', broken);
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
      if (limit === -1 || length <= limit) return;
      stop();
      body.pause();
      body.unshift(Buffer.concat(chunks));
      resolve(undefined);
    };
    const end = (): void => {
      stop();
      resolve(Buffer.concat(chunks));
    };
    const broken = (): void => {
      stop();
      reject(new Error('the request body broke off'));
    };
    body.once('end', end).once('close', broken).on('data', take);
    body.resume();
  });
}
