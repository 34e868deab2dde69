import { resolve } from 'node:path';
import { type EntryPoint, FlagError, parseFlags, type StaticConfiguration } from '../../../engine/index.ts';
import type { KubernetesAccess } from '../../worlds/world.ts';

/** The options of a Traefik, read: what its flags say. */
export interface TraefikOptions {
  readonly flags: readonly string[];
  readonly static: StaticConfiguration;
  /** The entry points, among them the one of the API, which the lab needs to know what is in force. */
  readonly entryPoints: readonly EntryPoint[];
}

/** In Traefik's folder: the certificate of the authority that signed the one of the Kubernetes API. */
export const AUTHORITY_FILE = 'authority.pem';

/** Options that the engine alone has. */
const ENGINE_ONLY = /^--traefikversion\b/i;

/** Flags whose value is a path; Traefik works in another folder. */
const PATH_FLAG = /^(--providers\.file\.(?:filename|directory)=)(.+)$/i;

/**
 * Reads flags.
 *
 * @throws FlagError for those that a real Traefik does not have.
 */
export function readTraefikOptions(flags: readonly string[]): TraefikOptions {
  const own = flags.find((flag) => ENGINE_ONLY.test(flag));
  if (own !== undefined) {
    throw new FlagError(`${own}: a real Traefik is the release that it is; this flag is the engine's own`);
  }
  return readProxyOptions(flags);
}

/** Reads the flags of a proxy that the lab follows by its API, Traefik or engine. */
export function readProxyOptions(flags: readonly string[]): TraefikOptions {
  const configuration = parseFlags(flags);
  const { entryPoints } = configuration;
  const api: EntryPoint[] = entryPoints.some(({ name }) => name === 'traefik')
    ? []
    : parseFlags(['--entrypoints.traefik.address=127.0.0.1:0']).entryPoints.slice();
  return { flags, static: configuration, entryPoints: [...entryPoints, ...api] };
}

/** How a proxy is told of the Kubernetes API. */
interface ApiFlags extends Pick<KubernetesAccess, 'url'> {
  /** The token, or a file that holds it. */
  readonly token: string;
  /** Default: the one in its folder. */
  readonly authorityFile?: string;
}

/**
 * What Traefik is started with: the flags, the addresses of its entry points, and where it finds the Kubernetes API. It
 * waits for nothing before it takes a change, and reports to nobody.
 */
export function traefikFlags(
  { flags, static: configuration, entryPoints }: TraefikOptions,
  { url, token, authorityFile = AUTHORITY_FILE }: ApiFlags,
): string[] {
  const providers = ['kubernetescrd', ...(configuration.kubernetesIngress ? ['kubernetesingress'] : [])];
  return [
    '--global.checknewversion=false',
    '--global.sendanonymoususage=false',
    '--log.level=INFO',
    '--log.format=json',
    '--providers.providersthrottleduration=0s',
    ...flags.map((flag) => flag.replace(PATH_FLAG, (_all, name, path) => `${name}${resolve(path)}`)),
    ...entryPoints.map(
      ({ name, host, port, protocol }) =>
        `--entrypoints.${name}.address=${host.includes(':') ? `[${host}]` : host}:${port}/${protocol}`,
    ),
    // What Traefik serves is read from its API; the engine, too, needs no route to it.
    '--api.insecure=true',
    ...providers.flatMap((provider) => [
      `--providers.${provider}=true`,
      `--providers.${provider}.endpoint=${url}`,
      `--providers.${provider}.token=${token}`,
      `--providers.${provider}.certauthfilepath=${authorityFile}`,
    ]),
  ];
}
