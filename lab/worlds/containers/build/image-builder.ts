import { readdir } from 'node:fs/promises';
import type { Client } from '../client.ts';
import { ContainersWorldError } from '../containers-world-error.ts';

/** Milliseconds between two lines about a build that goes on. */
const PROGRESS_MS = 10_000;
/** Lines of a build's output that its failure shows. */
const SHOWN_LINES = 20;

interface Build {
  readonly image: string;
  /** A folder; its Dockerfile is at its top. */
  readonly folder: string;
  readonly target?: string | undefined;
  readonly args: Readonly<Record<string, string>>;
}

/** An image that was built, or was there as it should be. */
export interface BuiltImage {
  readonly image: string;
  readonly seconds: number;
  readonly bytes: number;
}

/** Builds an image through the engine's API: so no `docker` program is needed, and Podman does it too. */
export async function buildImage(
  { engine }: Client,
  { image, folder, target, args }: Build,
  onProgress: (line: string) => void,
): Promise<BuiltImage> {
  const { dockerode } = engine.container;
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  onProgress(`building ${image}`);
  let step = '';
  const timer = setInterval(
    () => onProgress(`building ${image}, for ${seconds().toFixed(0)} s: ${step}`),
    PROGRESS_MS,
  );
  const output: string[] = [];
  try {
    const stream = await dockerode.buildImage(
      { context: folder, src: await readdir(folder) },
      { t: image, buildargs: { ...args }, rm: true, ...(target === undefined ? {} : { target }) },
    );
    await followed(dockerode, stream, (text) => {
      output.push(...text.split('\n').filter((line) => line.trim() !== ''));
      const [, instruction] = /^step [\d/]+ ?: (\S.{0,60})/im.exec(text) ?? [];
      step = instruction?.trim() ?? step;
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ContainersWorldError(
      'containers-engine-failed',
      [
        `${image} could not be built: ${why.trim()}`,
        ...output.slice(-SHOWN_LINES).map((line) => `  ${line}`),
      ].join('\n'),
    );
  } finally {
    clearInterval(timer);
  }
  return { image, seconds: seconds(), bytes: (await dockerode.getImage(image).inspect()).Size };
}

type Dockerode = Client['engine']['container']['dockerode'];

/** Reads the engine's messages to their end. Rejects with the error that they tell of. */
async function followed(
  { modem }: Dockerode,
  stream: NodeJS.ReadableStream,
  onText: (text: string) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      (message: { readonly stream?: string }) => onText(message.stream ?? ''),
    );
  });
}
