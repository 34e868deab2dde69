import { existsSync } from 'node:fs';

/** The folder of the package, as a URL ending in `/`: the same from the sources and from `dist`. */
export const packageRoot: URL = nearest(new URL('.', import.meta.url));

function nearest(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder;
  const parent = new URL('..', folder);
  if (parent.href === folder.href) throw new Error('the installation of ingress-lab has no package.json');
  return nearest(parent);
}
