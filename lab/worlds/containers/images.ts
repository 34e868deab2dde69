import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../package-root.ts';
import { parseImageReference } from './image-reference.ts';
import { type ImageRule, readImagesFile } from './images-file.ts';

/** The variable that says which images run. */
const IMAGES_VARIABLE = 'INGRESS_LAB_IMAGES';

/** The images that the project builds: those of the backends, and the engine's own. */
const BUILT = /^ingress-lab(?:\/|-engine(?:[:@]|$))/;

/** Says what is run for an image that a manifest names. */
export class ImageMap {
  /** First match first. */
  readonly rules: readonly ImageRule[];
  readonly #offline: boolean;

  /**
   * The map that INGRESS_LAB_IMAGES chooses: `public` (the default), `offline`, or the path of a file.
   *
   * @throws ContainersWorldError `containers-images-invalid`
   */
  static async read(environment: Readonly<Record<string, string | undefined>>): Promise<ImageMap> {
    const chosen = environment[IMAGES_VARIABLE] || 'public';
    const own = chosen !== 'public' && chosen !== 'offline';
    const path = own ? resolve(chosen) : fileURLToPath(new URL('fixtures/images.yaml', packageRoot));
    return new ImageMap(await readImagesFile(path), { offline: chosen === 'offline' });
  }

  /** `offline`: entries say what runs with `offline` where they have it. */
  constructor(rules: readonly ImageRule[], { offline }: { readonly offline: boolean }) {
    this.rules = rules;
    this.#offline = offline;
  }

  /** What is run for an image that a manifest names; itself, if no entry fits. */
  resolve(image: string): string {
    const { repository, name, tag } = parseImageReference(image);
    const rule = this.rules.find(({ match }) => {
      const [, wanted = match, wantedTag = '*'] = /^(.+?)(?::([^/]*))?$/.exec(match) ?? [];
      return fits(wanted, wanted.includes('/') ? repository : name) && fits(wantedTag, tag);
    });
    if (!rule) return image;
    const values: Readonly<Record<string, string>> = { image, name, tag, version: packageVersion() };
    const run = (this.#offline ? rule.offline : undefined) ?? rule.run;
    return run.replace(/\{(\w+)\}/g, (written, key: string) => values[key] ?? written);
  }

  /** Whether an image that is run is one that `ingress-lab images build` makes, and no registry has. */
  isBuilt(image: string): boolean {
    return BUILT.test(image);
  }
}

/** `*` stands for any characters, slashes too. */
function fits(pattern: string, text: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => RegExp.escape(part))
    .join('.*');
  return new RegExp(`^${source}$`).test(text);
}

/** The tag of images that the project builds. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as {
    version: string;
  };
  return version;
}
