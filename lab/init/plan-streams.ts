import type { Configuration } from '../../engine/index.ts';
import { findBackend } from '../backends/catalogue.ts';
import type { Preview } from '../preview/preview.ts';
import { describe, reasonOf } from './plan-http.ts';
import type { PlannedRouter, StreamTrial } from './trial.ts';

/** What planning needs to know of the programs behind servers. */
export interface Programs {
  /** Image that runs for a workload, by its name. */
  readonly images: ReadonlyMap<string, string>;
  /** Whether the scenario itself makes the certificates that servers show. */
  readonly makesCertificates: boolean;
}

/** For connections whose server name does not matter. */
const ANY_NAME = 'any.test';

/** Each TCP and UDP router, with steps that a client of what it leads to could take. */
export function planStreams(preview: Preview, programs: Programs): PlannedRouter[] {
  return [...planTcp(preview, programs), ...planUdp(preview, programs)];
}

function planTcp({ configurator, pods }: Preview, programs: Programs): PlannedRouter[] {
  const { configuration, snapshot } = configurator;
  return [...configuration.tcp.routers.values()].map((router): PlannedRouter => {
    const entryPoint = [...snapshot.entryPoints].find(([, { tcp }]) =>
      [...tcp.plain.routes, ...tcp.secure.routes].some(({ name }) => name === router.name),
    )?.[0];
    if (entryPoint === undefined)
      return { ...describe(router), trial: { kind: 'none', reason: reasonOf(router) } };
    const workload = workloadBehind(router.service, configuration.tcp.services, pods);
    const backend = findBackend(programs.images.get(workload ?? '') ?? '')?.name;
    const [, host = ANY_NAME] = /HostSNI\(["`]([\w-]+(?:\.[\w-]+)+)["`]\)/.exec(router.rule) ?? [];
    const options = configuration.tls.options.get(router.tls?.options ?? '');
    const shows = options?.clientAuthType?.startsWith('Require') ? 'a good certificate' : 'no certificate';
    const trial = tcpTrial({ entryPoint, host, workload, backend, shows, tls: router.tls, ...programs });
    return {
      ...describe(router),
      trial: trial ?? {
        kind: 'none',
        reason: 'there is no client for what it leads to; write one that you know',
      },
    };
  });
}

interface TcpFacts extends Programs {
  readonly entryPoint: string;
  readonly host: string;
  readonly workload: string | undefined;
  readonly backend: string | undefined;
  /** The certificate that clients show. */
  readonly shows: string;
  readonly tls: { readonly passthrough: boolean } | undefined;
}

function tcpTrial({
  entryPoint,
  host,
  workload,
  backend,
  shows,
  tls,
  makesCertificates,
}: TcpFacts): StreamTrial | undefined {
  const on = `on entry point "${entryPoint}"`;
  const trial = (name: string, ...steps: string[]): StreamTrial => ({ kind: 'stream', name, steps });
  const lists = 'Then it lists the databases "admin, config, local"';
  if (backend === 'mongo' && tls === undefined) {
    return trial(
      `A MongoDB client reaches ${workload}`,
      `When a MongoDB client connects to ${host} ${on}`,
      lists,
    );
  }
  if (backend === 'mongo' && makesCertificates) {
    const connects = `When a MongoDB client with ${shows} connects to ${host} ${on}`;
    return trial(`A MongoDB client with ${shows} reaches ${workload} as ${host}`, connects, lists);
  }
  if (tls !== undefined && !tls.passthrough) {
    const client = makesCertificates ? `a client with ${shows}` : 'a client that trusts any certificate';
    const opens = `When ${client} opens TLS to ${host} ${on}`;
    return trial(`TLS to ${host} is accepted`, opens, 'Then the TLS connection is accepted');
  }
  if (tls === undefined && (backend === 'whoami' || backend === 'nginx')) {
    return trial(
      `A connection to entry point ${entryPoint} reaches ${workload}`,
      `When a client requests http://${host}/ from entry point "${entryPoint}"`,
      'Then the answer is 200',
      `And ${workload} answered every request`,
    );
  }
  return undefined;
}

function planUdp({ configurator, pods }: Preview, { images }: Programs): PlannedRouter[] {
  const { configuration, snapshot } = configurator;
  return [...configuration.udp.routers.values()].map((router): PlannedRouter => {
    const [entryPoint] = [...snapshot.udp].find(([, { name }]) => name === router.name) ?? [];
    const workload = workloadBehind(router.service, configuration.udp.services, pods);
    if (entryPoint === undefined)
      return { ...describe(router), trial: { kind: 'none', reason: reasonOf(router) } };
    if (findBackend(images.get(workload ?? '') ?? '')?.name !== 'whoamiudp') {
      const reason = 'there is no client for what it leads to; write one that you know';
      return { ...describe(router), trial: { kind: 'none', reason } };
    }
    return {
      ...describe(router),
      trial: {
        kind: 'stream',
        name: `A datagram to entry point ${entryPoint} is answered by ${workload}`,
        steps: [
          `When a UDP client sends "WHO" to entry point "${entryPoint}"`,
          `Then the datagram answered has the line "Hostname: ${workload}-.*"`,
        ],
      },
    };
  });
}

type AddressServices = Configuration['tcp']['services'];

/** The workload of the first server below a service. */
function workloadBehind(name: string, services: AddressServices, pods: Preview['pods']): string | undefined {
  const service = services.get(name);
  if (service?.kind === 'weighted') {
    return service.services
      .map((child) => workloadBehind(child.name, services, pods))
      .find((found) => found !== undefined);
  }
  return service?.servers.map(({ pod = '' }) => pods.get(pod)?.workload).find((found) => found !== undefined);
}
