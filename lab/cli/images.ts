import { buildImages } from '../worlds/containers/build/build-images.ts';
import { recipeOf } from '../worlds/containers/build/recipes.ts';
import { type Client, containerClient } from '../worlds/containers/client.ts';
import { leadToEngine } from '../worlds/containers/container-run.ts';
import { findContainerEngine } from '../worlds/containers/find-engine.ts';
import { ImageStore } from '../worlds/containers/image-store.ts';
import { ImageMap } from '../worlds/containers/images.ts';
import { type CommandStreams, EXIT } from './command.ts';
import { IMAGES_HELP, type ImagesOptions, parseImagesOptions } from './images-options.ts';

/** `ingress-lab images` */
export async function imagesCommand(
  argv: readonly string[],
  { stdout, stderr }: CommandStreams,
): Promise<number> {
  const options = parseImagesOptions(argv);
  if (options === 'help') {
    stdout.write(IMAGES_HELP);
    return EXIT.ok;
  }
  const map = await ImageMap.read(process.env);
  leadToEngine(process.env, await findContainerEngine(process.env));
  const client = await containerClient();
  const lines = await carryOut(client, map, options, (line) => void stderr.write(`${line}\n`));
  for (const line of lines) stdout.write(`${line}\n`);
  return EXIT.ok;
}

/** The lines that its user reads. */
async function carryOut(
  client: Client,
  map: ImageMap,
  { verb, ...options }: ImagesOptions,
  onProgress: (line: string) => void,
): Promise<string[]> {
  switch (verb) {
    case 'list':
      return list(client, map);
    case 'pull':
      return pull(client, map, onProgress);
    case 'build': {
      const began = performance.now();
      const built = await buildImages(client, { ...options, environment: process.env, onProgress });
      const rows = built.map(({ image, bytes, seconds }) => [image, size(bytes), `${seconds.toFixed(1)} s`]);
      return [...table(rows), `built in ${((performance.now() - began) / 1000).toFixed(0)} s`];
    }
  }
}

/** A row for each entry of the map, and one for the proxy. */
function rowsOf(map: ImageMap): { readonly named: string; readonly runs: string }[] {
  const rows = map.rules.map(({ match }) => ({
    named: match,
    // What a pattern leads to depends on the image.
    runs: match.includes('*') ? '' : map.resolve(match),
  }));
  return [...rows, { named: '(the engine)', runs: recipeOf('engine').image }];
}

async function list(client: Client, map: ImageMap): Promise<string[]> {
  const { dockerode } = client.engine.container;
  const rows = await Promise.all(
    rowsOf(map).map(async ({ named, runs }) => {
      if (runs === '') return [named, 'as its entry says', ''];
      const bytes = await dockerode
        .getImage(runs)
        .inspect()
        .then(({ Size }) => Size)
        .catch(() => undefined);
      const remedy = map.isBuilt(runs) ? 'ingress-lab images build' : 'ingress-lab images pull';
      return [named, runs, bytes === undefined ? `missing: ${remedy}` : size(bytes)];
    }),
  );
  return table([['MANIFESTS NAME', 'WHAT RUNS', 'HERE'], ...rows]);
}

async function pull(client: Client, map: ImageMap, onProgress: (line: string) => void): Promise<string[]> {
  const store = new ImageStore(onProgress);
  const images = [...new Set(rowsOf(map).map(({ runs }) => runs))].filter(
    (image) => image !== '' && !map.isBuilt(image),
  );
  for (const image of images) await store.ensure(client, image, false);
  if (images.length === 0) return ['nothing to pull: all of these are built (ingress-lab images build)'];
  return images.map((image) => `${image} is here`);
}

function size(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
