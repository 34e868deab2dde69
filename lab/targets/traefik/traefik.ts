import type { ListeningAddress } from '../../../engine/index.ts';
import type { KubernetesAccess } from '../../worlds/world.ts';
import type { RunningProxy, Target, TargetOptions } from '../target.ts';
import { TraefikApi } from './api.ts';
import { AUTHORITY_FILE, readTraefikOptions, type TraefikOptions, traefikFlags } from './flags.ts';
import { freePorts } from './free-ports.ts';
import { TraefikProcess } from './process.ts';
import { RunningTraefik } from './running.ts';
import { Served, until } from './served.ts';

/** Milliseconds that Traefik may take until its API answers: the first start on a machine reads a large file. */
const START_MS = 60_000;

/** Times that Traefik is started where others have taken its ports. */
const ATTEMPTS = 5;

/** A real Traefik 3, which watches the Kubernetes API of the world. */
export function traefikTarget(binary: string): Target {
  return {
    name: 'traefik',
    needsOwnAddresses: true,
    isInNetwork: false,
    async start(target: TargetOptions): Promise<RunningProxy> {
      const options = readTraefikOptions(target.flags);
      const access = await target.kubernetes();
      const { process, addresses, api } = await listening(binary, options, access);
      const { source, observer } = target;
      const served = new Served({ access, static: options.static, source, process, api });
      const proxy = new RunningTraefik({ process, addresses, api, served, observer });
      try {
        if (options.static.filePaths.length > 0) await proxy.filesRead(START_MS);
        await proxy.settled(START_MS);
        return proxy;
      } catch (error) {
        await proxy[Symbol.asyncDispose]();
        throw error;
      }
    },
  };
}

interface Listening {
  readonly process: TraefikProcess;
  readonly addresses: ReadonlyMap<string, ListeningAddress>;
  readonly api: TraefikApi;
}

/** Traefik cannot be asked which ports the system has chosen, so it is told some; another program may be faster. */
async function listening(
  binary: string,
  options: TraefikOptions,
  access: KubernetesAccess,
  attemptsLeft = ATTEMPTS - 1,
): Promise<Listening> {
  const chosen = options.entryPoints.filter(({ port }) => port === 0);
  const free = await freePorts(chosen);
  const entryPoints = options.entryPoints.map((entryPoint) => {
    const index = chosen.indexOf(entryPoint);
    return { ...entryPoint, port: index < 0 ? entryPoint.port : (free[index] ?? 0) };
  });
  const graceMs = Math.max(...entryPoints.map(({ graceTimeoutMs }) => graceTimeoutMs));
  const flags = traefikFlags({ ...options, entryPoints }, access);
  const process = await TraefikProcess.start({
    binary,
    flags,
    files: { [AUTHORITY_FILE]: access.authority },
    graceMs,
  });
  const addresses = new Map(
    entryPoints.map(({ name, host, port, protocol }) => [
      name,
      { host: host || '127.0.0.1', port, protocol },
    ]),
  );
  const api = new TraefikApi(addresses.get('traefik') ?? { host: '127.0.0.1', port: 8080 });
  try {
    await until({ process, api }, () => true, 'its API', performance.now() + START_MS);
    return { process, addresses, api };
  } catch (error) {
    await Promise.all([process[Symbol.asyncDispose](), api[Symbol.asyncDispose]()]);
    const isTaken = process.log.lines.some(({ text }) => text.includes('address already in use'));
    if (!isTaken || chosen.length === 0 || attemptsLeft === 0) throw error;
    return listening(binary, options, access, attemptsLeft - 1);
  }
}
