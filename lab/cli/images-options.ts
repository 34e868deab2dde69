import { parseArgs } from 'node:util';
import { IMAGE_NAMES, type ImageName } from '../worlds/containers/build/recipes.ts';
import { UsageError } from './command.ts';

export const IMAGES_HELP = `Usage: ingress-lab images list|build|pull [options]

The images that run in the containers world (INGRESS_LAB_WORLD=containers).

  list             what manifests name, what runs for it, and whether the container engine has it
  build [NAME...]  build images that need no registry when scenarios run: ${IMAGE_NAMES.join(', ')}
                   (default: all; in a checkout of ingress-lab)
  pull             pull what list shows and the engine does not have

  --base IMAGE     with build: what the images stand on (default: debian:trixie-slim); nginx is installed on it by apt.
                   debootstrap makes one without any image registry: on Debian and Ubuntu, as root
  --node IMAGE     with build: Node.js 24 with npm to build with (default: this machine's own where the engine can run it,
                   else node:24-trixie-slim)
  --help           this text

  INGRESS_LAB_IMAGES  public (default), offline (what build makes), or a file of your own (docs/containers-world.md)

Exit codes: 0 done, 2 usage or a file of images that cannot be used, 3 no container engine, or it failed.
`;

const VERBS = ['list', 'build', 'pull'] as const;

/** What the command line asks for. */
export interface ImagesOptions {
  readonly verb: (typeof VERBS)[number];
  /** The images to build. */
  readonly names: readonly ImageName[];
  readonly base: string | undefined;
  readonly node: string | undefined;
}

/** @throws UsageError */
export function parseImagesOptions(argv: readonly string[]): ImagesOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { base: { type: 'string' }, node: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return 'help';
  const [written = '', ...rest] = positionals;
  const verb = VERBS.find((candidate) => candidate === written);
  if (!verb) throw new UsageError(`write one of ${VERBS.join(', ')}, not "${written}"`);
  if (verb !== 'build') {
    if (rest.length > 0) throw new UsageError(`images ${verb} takes no "${rest[0]}"`);
    for (const option of ['base', 'node'] as const) {
      if (values[option] !== undefined) throw new UsageError(`--${option} is for images build`);
    }
  }
  const names = rest.map((text) => {
    const name = IMAGE_NAMES.find((candidate) => candidate === text);
    if (!name) throw new UsageError(`there is no image "${text}" to build: write ${IMAGE_NAMES.join(', ')}`);
    return name;
  });
  return { verb, names: names.length > 0 ? names : IMAGE_NAMES, base: values.base, node: values.node };
}
