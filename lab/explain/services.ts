import type { AddressService, HttpService } from '../../engine/decisions.ts';
import { type Explainable, positionOf, serverStory } from './scene.ts';
import type { ServerStory, ServiceStory } from './story.ts';

type Service = HttpService | AddressService;
type Services = ReadonlyMap<string, Service>;

const STRATEGIES: Readonly<Record<string, string>> = {
  wrr: 'in turn',
  p2c: 'the less busy of two that are drawn',
  hrw: 'by the address of the client',
  leasttime: 'the one that answers fastest',
};

/** The tree below a service; undefined if there is no such service: it is one of the proxy itself. */
export function serviceStory(
  subject: Explainable,
  protocol: 'http' | 'tcp' | 'udp',
  name: string,
): ServiceStory | undefined {
  return treeOf(subject, subject.configurator.configuration[protocol].services, name, undefined);
}

function treeOf(
  subject: Explainable,
  services: Services,
  name: string,
  share: string | undefined,
): ServiceStory | undefined {
  const service = services.get(name);
  if (!service) return undefined;
  return {
    name,
    kind: service.kind,
    ...positionOf(service),
    choice: choiceOf(service),
    ...(share !== undefined && { share }),
    children: childrenOf(service).flatMap(([child, part]) => treeOf(subject, services, child, part) ?? []),
    servers: serversOf(subject, service),
  };
}

function choiceOf(service: Service): string {
  const sticky = 'sticky' in service && service.sticky ? ', but clients keep what they had, by a cookie' : '';
  switch (service.kind) {
    case 'loadBalancer': {
      const strategy = 'strategy' in service ? service.strategy : 'wrr';
      return `${STRATEGIES[strategy] ?? strategy}${sticky}`;
    }
    case 'weighted':
      return `in turn by weight${sticky}`;
    case 'highestRandomWeight':
      return 'by weight and the address of the client';
    case 'mirroring':
      return 'the main service answers, mirrors get copies';
    case 'failover':
      return service.replaces?.status.length
        ? `the fallback while the main service is down, or for answers with status ${service.replaces.status.join(', ')}`
        : 'the fallback while the main service is down';
  }
}

function childrenOf(service: Service): (readonly [name: string, share: string])[] {
  switch (service.kind) {
    case 'loadBalancer':
      return [];
    case 'weighted':
    case 'highestRandomWeight': {
      const shares = weightTexts(service.services.map(({ weight }) => weight));
      return service.services.map(({ name }, index) => [name, shares[index] ?? '']);
    }
    case 'mirroring':
      return [
        [service.service, 'main'],
        ...service.mirrors.map(({ name, percent }) => [name, `a copy of ${percent} %`] as const),
      ];
    case 'failover':
      return [
        [service.service, 'main'],
        [service.fallback, 'fallback'],
      ];
  }
}

function serversOf(subject: Explainable, service: Service): ServerStory[] {
  if (service.kind !== 'loadBalancer') return [];
  const servers: readonly {
    weight?: number;
    fenced?: boolean;
    host: string;
    port: number;
    url?: string;
    pod?: string;
  }[] = service.servers;
  const weights = servers.map(({ weight = 1 }) => weight);
  const shares = weights.every((weight) => weight === 1) ? [] : weightTexts(weights);
  return servers.map(({ url, host, port, pod, fenced = false }, index) => {
    const share = fenced ? 'nothing new: its pod ends' : shares[index];
    return {
      ...serverStory(subject, url ?? addressText(host, port), pod),
      ...(share !== undefined && { share }),
    };
  });
}

export function addressText(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function weightTexts(weights: readonly number[]): string[] {
  const sum = weights.reduce((total, weight) => total + Math.max(0, weight), 0);
  return weights.map((weight) => (weight > 0 ? `weight ${weight} of ${sum}` : `weight ${weight}: nothing`));
}
