import type { ResourceOf } from '../../resources/resource.ts';
import { qualify } from '../names.ts';

export type FileResource = ResourceOf<'DynamicConfiguration'>;
export type FileSpec = FileResource['spec'];

/** What a file means by a name: something of the file provider, unless a provider is written (Traefik: name@provider). */
export function fileName(name: string): string {
  return name.includes('@') ? name : qualify(name, 'file');
}

/** As `fileName`, for TLS options: those called `default` are the ones of all providers. */
export function optionsName(name: string | undefined): string {
  return name === undefined || name === '' || name === 'default' ? 'default' : fileName(name);
}
