import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGE = 'ingress-lab';

let known: string | undefined;

/** The version of the package that this module is part of, from its package.json; `unknown` if there is none. */
export function packageVersion(): string {
  known ??= versionAbove(import.meta.dirname);
  return known;
}

function versionAbove(directory: string): string {
  const file = join(directory, 'package.json');
  if (existsSync(file)) {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isManifest(manifest) && manifest.name === PACKAGE) return manifest.version;
  }
  const parent = dirname(directory);
  return parent === directory ? 'unknown' : versionAbove(parent);
}

function isManifest(value: unknown): value is { readonly name: string; readonly version: string } {
  if (typeof value !== 'object' || value === null) return false;
  return 'name' in value && 'version' in value && typeof value.version === 'string';
}
