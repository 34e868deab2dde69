import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { Container } from './client.ts';

/**
 * Hands on each line that a container prints, on either stream: those since a moment (Unix time in seconds), or all.
 * They come when the engine passes them on, a few milliseconds after. Returns how to stop that.
 */
export function followLog(
  container: Container,
  since: number | undefined,
  onLine: (text: string) => void,
): () => void {
  let isStopped = false;
  let stop = (): void => undefined;
  const options = {
    follow: true,
    stdout: true,
    stderr: true,
    ...(since === undefined ? {} : { since }),
  } as const;
  // Some engines answer with the first line only.
  container.logs(options).then(
    (stream) => {
      const outputs = [new PassThrough(), new PassThrough()] as const;
      container.modem.demuxStream(stream, ...outputs);
      for (const output of outputs) createInterface({ input: output }).on('line', onLine);
      const end = (): void => {
        for (const output of outputs) output.end();
      };
      stream.once('end', end).once('close', end).once('error', end);
      stop = () => {
        if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
      };
      if (isStopped) stop();
    },
    // The container has gone.
    () => undefined,
  );
  return () => {
    isStopped = true;
    stop();
  };
}

/** The last lines that a container printed, on either stream. */
export async function lastLines(container: Container, count: number): Promise<string[]> {
  const lines: string[] = [];
  const buffer = await container.logs({ follow: false, stdout: true, stderr: true, tail: count });
  const outputs = [new PassThrough(), new PassThrough()] as const;
  const source = new PassThrough();
  container.modem.demuxStream(source, ...outputs);
  const read = outputs.map(async (output) => {
    const reader = createInterface({ input: output });
    reader.on('line', (line) => lines.push(line));
    await once(reader, 'close');
  });
  source.end(buffer);
  source.once('end', () => {
    for (const output of outputs) output.end();
  });
  await Promise.all(read);
  return lines;
}
