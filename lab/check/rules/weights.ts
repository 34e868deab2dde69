import type { Diagnostic } from '../../../engine/core.ts';
import { warning, warnOfResource } from '../finding.ts';
import type { AddressService, CheckRule, CheckSubject, Element, HttpService } from '../rule.ts';
import { Written } from '../written.ts';

/** One of those that share requests. */
interface Share {
  readonly weight: number;
  /** Undefined: nothing is written, which counts as 1. */
  readonly written: unknown;
}

/** Weights that add up to so much are parts of a whole, such as a hundred: a further 1 was hardly meant. */
const PARTS_OF_A_WHOLE = 10;

/** Weights that send no request anywhere, and those that say something other than a reader takes them to say. */
export const weights: CheckRule = function* (subject) {
  const written = new Written(subject.resources);
  for (const { balancer, shares, path } of balancers(subject, written)) {
    if (shares.every(({ weight }) => weight === 0)) {
      yield warning(balancer, path, {
        code: 'weights-all-zero',
        message: 'all weights are 0: none of them gets anything',
        advice: 'give at least one of them a weight above 0',
      });
      continue;
    }
    const known = shares.filter((share) => share.written !== undefined);
    const sum = known.reduce((total, { weight }) => total + weight, 0);
    if (sum < PARTS_OF_A_WHOLE) continue;
    for (const [index, share] of shares.entries()) {
      if (share.written !== undefined) continue;
      yield warning(balancer, [...path, index], {
        code: 'weight-missing',
        message: `a weight that is not written is 1, here 1 of ${sum + shares.length - known.length}`,
        advice: 'write the weight beside the others',
      });
    }
  }
  yield* ofSingleServices(subject);
};

interface Balancer {
  readonly balancer: Element;
  readonly shares: readonly Share[];
  /** Where they are listed. */
  readonly path: Element['path'];
}

function* balancers({ configurator }: CheckSubject, written: Written): Generator<Balancer> {
  const { http, tcp, udp } = configurator.configuration;
  for (const balancer of [...http.services.values(), ...tcp.services.values(), ...udp.services.values()]) {
    if (balancer.status === 'disabled') continue;
    // The servers of most have no weights at all.
    if (balancer.kind === 'loadBalancer' && !balancer.servers.some((server) => 'weight' in server)) continue;
    const shares = sharesOf(balancer);
    if (shares.length === 0) continue;
    // Services of TCP and UDP routes carry the path of the list itself.
    const list = balancer.kind === 'loadBalancer' ? 'servers' : 'services';
    const path = balancer.path.at(-1) === list ? balancer.path : [...balancer.path, list];
    yield {
      balancer,
      path,
      shares: shares.map(({ weight }, index) => ({
        weight,
        written: written.at(balancer, [...path, index, 'weight']),
      })),
    };
  }
}

/** The weights of those that a balancer chooses from; of servers only where they can have one. */
function sharesOf(service: HttpService | AddressService): readonly { readonly weight: number }[] {
  switch (service.kind) {
    case 'weighted':
    case 'highestRandomWeight':
      return service.services;
    case 'loadBalancer':
      return service.servers.map((server) => ({
        weight: 'weight' in server && server.weight !== undefined ? server.weight : 1,
      }));
    default:
      return [];
  }
}

/** The weight of the only service of a route is not looked at: 0 does not turn it off. */
function* ofSingleServices({ resources }: CheckSubject): Generator<Diagnostic> {
  for (const resource of resources) {
    if (resource.kind !== 'IngressRoute' && resource.kind !== 'IngressRouteTCP') continue;
    for (const [index, { services }] of resource.spec.routes.entries()) {
      if (services.length !== 1 || services[0]?.weight !== 0) continue;
      yield warnOfResource(resource, ['spec', 'routes', index, 'services', 0, 'weight'], {
        code: 'weight-without-effect',
        message: 'the weight of the only service of a route has no effect: it gets all requests',
        advice: 'remove the route to turn it off, or leave out the weight',
      });
    }
  }
}
