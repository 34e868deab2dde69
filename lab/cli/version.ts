import { readFileSync } from 'node:fs';
import { packageRoot } from '../package-root.ts';

/** The version of this package. */
export function version(): string {
  const text = readFileSync(new URL('package.json', packageRoot), 'utf8');
  const { version: number } = JSON.parse(text) as { version: string };
  return number;
}
