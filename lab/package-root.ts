import { existsSync } from 'node:fs';

/** The folder of the package, as a URL ending in `/`: the same from the sources and from `dist`. */
export const packageRoot: URL = nearest(new URL('.', import.meta.url));

/** The address of a module of ours by its path without an ending, `lab/report/feature-formatter`: from the sources, else from `dist`. */
export function moduleHref(name: string): string {
  const source = new URL(`${name}.ts`, packageRoot);
  return existsSync(source) ? source.href : new URL(`dist/${name}.js`, packageRoot).href;
}

function nearest(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder;
  const parent = new URL('..', folder);
  if (parent.href === folder.href) throw new Error('the installation of ingress-lab has no package.json');
  return nearest(parent);
}
