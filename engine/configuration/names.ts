import { hash } from 'node:crypto';

/** Where an object comes from: the name behind `@` in qualified names. */
export type ProviderName = 'kubernetescrd' | 'kubernetes' | 'file' | 'internal';

/** Letters and numerals joined by single dashes (Traefik: `provider.Normalize`). */
export function normalize(name: string): string {
  return name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((piece) => piece !== '')
    .join('-');
}

/** Name of the router of one route: its object and a hash of its rule. */
export function routerKey(namespace: string, name: string, rule: string): string {
  return `${namespace}-${name}-${hash('sha256', rule).slice(0, 20)}`;
}

/** `name@kubernetescrd`. */
export function qualify(name: string, provider: ProviderName = 'kubernetescrd'): string {
  return `${name}@${provider}`;
}

/** The address of a TCP or UDP server as Traefik's API names it: `127.0.0.1:5432`, `[::1]:5432`. */
export function serverAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What stands behind the `@` of a qualified name. */
export function providerOf(name: string): string {
  return name.slice(name.indexOf('@') + 1);
}

/** How a reference is written: without the provider if the element that refers is of the same one. */
export function referenceFrom(referrer: string, name: string): string {
  const provider = providerOf(referrer);
  if (provider === 'internal' || !name.endsWith(`@${provider}`)) return name;
  return name.slice(0, -provider.length - 1);
}
