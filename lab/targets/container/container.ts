import type { ListeningAddress } from '../../../engine/index.ts';
import { NotInThisWorldError } from '../../worlds/not-in-this-world.ts';
import type { NetworkedKubernetes, PodNetwork } from '../../worlds/world.ts';
import type { RunningProxy, Target, TargetOptions } from '../target.ts';
import { TargetError } from '../target-error.ts';
import { TraefikApi } from '../traefik/api.ts';
import { readProxyOptions, readTraefikOptions, type TraefikOptions, traefikFlags } from '../traefik/flags.ts';
import { RunningTraefik } from '../traefik/running.ts';
import { Served, until } from '../traefik/served.ts';
import { ACCESS_LOG_FLAGS, requestOf } from './access-log-events.ts';
import { inContainer } from './container-ports.ts';
import { ProxyContainer } from './proxy-container.ts';

/** Milliseconds that a proxy may take until its API answers. */
const START_MS = 60_000;

/** What it finds in its container, by path. */
const AUTHORITY_FILE = '/etc/ingress-lab/authority.pem';
const TOKEN_FILE = '/etc/ingress-lab/token';

/** Where nobody listens. */
const NOWHERE = { host: '127.0.0.1', port: 0 };

/**
 * A proxy in a container of its own, in the network of the pods: nothing stands between them. It follows the Kubernetes
 * API of the world, and what it tells of requests are the lines of its access log.
 */
export function containerTarget(name: Target['name'], image: string): Target {
  return {
    name,
    needsOwnAddresses: false,
    isInNetwork: true,
    async start(target: TargetOptions): Promise<RunningProxy> {
      const network = await target.network?.();
      if (network) return startInside(network, name, image, target);
      throw new TargetError(
        'target-unavailable',
        `a proxy in a container (${image}) needs pods in containers: set INGRESS_LAB_WORLD=containers`,
      );
    },
  };
}

async function startInside(
  network: PodNetwork,
  name: Target['name'],
  image: string,
  { flags, source, observer }: TargetOptions,
): Promise<RunningProxy> {
  const read = name === 'engine' ? readProxyOptions(flags) : readTraefikOptions(flags);
  const [path] = read.static.filePaths;
  if (path !== undefined) {
    throw new NotInThisWorldError(`a proxy in a container does not find ${path}, a file of this machine`);
  }
  const options = { ...read, entryPoints: inContainer(read.entryPoints) };
  const access = await network.kubernetes();
  let running: RunningTraefik | undefined;
  const process = await ProxyContainer.start({
    ...containerOptions(options, access),
    image,
    network,
    writer: name === 'engine' ? 'the engine' : 'Traefik',
    takes(line) {
      const event = requestOf(line, running?.generation ?? 0);
      if (event) observer(event);
      return event !== undefined;
    },
  });
  const { outside, inside } = addressesOf(options, process);
  const api = new TraefikApi(outside.get('traefik') ?? NOWHERE);
  try {
    await until({ process, api }, () => true, 'its API', performance.now() + START_MS);
  } catch (error) {
    await Promise.all([process[Symbol.asyncDispose](), api[Symbol.asyncDispose]()]);
    throw error;
  }
  const served = new Served({ access, static: options.static, source, process, api });
  running = new RunningTraefik({
    ...{ process, api, served, observer },
    addresses: outside,
    addressesInside: inside,
  });
  try {
    await running.settled(START_MS);
    return running;
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}

function containerOptions(
  options: TraefikOptions,
  { url, token, authority, extraHosts }: NetworkedKubernetes,
) {
  const { entryPoints } = options;
  const api = { url, token: TOKEN_FILE, authorityFile: AUTHORITY_FILE };
  return {
    args: [...traefikFlags(options, api), ...ACCESS_LOG_FLAGS],
    files: new Map([
      [AUTHORITY_FILE, Buffer.from(authority)],
      [TOKEN_FILE, Buffer.from(token)],
    ]),
    ports: entryPoints.map(({ port, protocol }) => ({
      port,
      protocol: protocol === 'udp' ? ('UDP' as const) : ('TCP' as const),
    })),
    extraHosts,
    graceMs: Math.max(...entryPoints.map(({ graceTimeoutMs }) => graceTimeoutMs)),
  };
}

/** Where entry points are reached from this machine, and from within the network. */
function addressesOf({ entryPoints }: TraefikOptions, { published, address }: ProxyContainer) {
  const outside = new Map<string, ListeningAddress>();
  const inside = new Map<string, ListeningAddress>();
  for (const { name, port, protocol } of entryPoints) {
    inside.set(name, { host: address, port, protocol });
    outside.set(name, { ...(published.get(`${port}/${protocol}`) ?? NOWHERE), protocol });
  }
  return { outside, inside };
}
