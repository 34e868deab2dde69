import type { Registry } from '../objects/registry.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { openApiDocument, openApiIndex, openApiV2 } from '../schema/open-api.ts';
import { type Answer, ok } from './answer.ts';
import { parseObject, readBody } from './body.ts';
import { aggregatedDiscovery, apiVersions, groupList, groupNamed, resourceList } from './discovery.ts';
import type { Exchange } from './exchange.ts';
import type { LogStreams } from './log-stream.ts';
import { acceptedDiscovery } from './media-types.ts';
import type { ObjectRoutes } from './object-routes.ts';
import { containerOf, logRequest } from './pod-logs.ts';
import type { PortForwards } from './port-forward.ts';
import { badRequest, methodNotAllowed, notServed } from './refusals.ts';
import { reviewOf } from './reviews.ts';
import { type ResourceTarget, resourceTarget } from './target.ts';
import type { Verbs } from './verbs.ts';

interface RouterOptions {
  readonly api: Verbs;
  readonly registry: Registry;
  readonly now: () => number;
  readonly token: string;
  readonly objects: ObjectRoutes;
  readonly logs: LogStreams;
  readonly forwards: PortForwards;
}

/** Finds what answers a path. */
export class Router {
  readonly #options: RouterOptions;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /**
   * Undefined: it is being answered.
   *
   * @throws ApiError
   */
  async answer(exchange: Exchange): Promise<Answer | undefined> {
    const target = resourceTarget(exchange.segments);
    if (target) return this.#resource(exchange, target);
    if (exchange.method !== 'GET' && exchange.method !== 'HEAD') throw methodNotAllowed();
    const [root, ...below] = exchange.segments;
    switch (root) {
      case undefined:
        return ok({
          paths: ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'],
        });
      case 'api':
      case 'apis':
        return this.#discovery(exchange, root, below);
      case 'openapi':
        return this.#openApi(below);
      default:
        throw notServed();
    }
  }

  async #resource(exchange: Exchange, target: ResourceTarget): Promise<Answer | undefined> {
    const review = reviewOf(target.group, target.version, target.plural);
    if (review && target.name === undefined) {
      if (exchange.method !== 'POST') throw methodNotAllowed();
      const { request, user } = exchange;
      const type = request.headers['content-type'];
      const body = parseObject(await readBody(request), type);
      return { code: 201, body: { ...body, status: review(body, { user, token: this.#options.token }) } };
    }
    const type = this.#options.objects.typeOf(target);
    if (type.group === '' && type.plural === 'pods') {
      if (target.subresource === 'log') return this.#log(exchange, target, type);
      if (target.subresource === 'portforward') return this.#forward(exchange, target, type);
    }
    return this.#options.objects.answer(exchange, target, type);
  }

  #log({ method, query, response }: Exchange, target: ResourceTarget, type: ResourceType): undefined {
    if (method !== 'GET') throw methodNotAllowed();
    const { namespace = '', name = '' } = target;
    const pod = this.#options.api.get({ type, namespace, name });
    const container = containerOf(pod, query.get('container'));
    this.#options.logs.answer(response, pod, container, logRequest(query, this.#options.now()));
  }

  #forward(
    { request, response, query, upgrade }: Exchange,
    target: ResourceTarget,
    type: ResourceType,
  ): undefined {
    const { namespace = '', name = '' } = target;
    const pod = this.#options.api.get({ type, namespace, name });
    if (!upgrade) throw badRequest('Upgrade request required');
    this.#options.forwards.answer(
      { request, ...upgrade, release: () => response.detachSocket(upgrade.socket) },
      pod,
      query,
    );
  }

  #discovery({ request }: Exchange, root: 'api' | 'apis', below: readonly string[]): Answer {
    const { registry } = this.#options;
    const version = acceptedDiscovery(request.headers.accept);
    if (below.length === 0 && version) {
      return {
        code: 200,
        body: aggregatedDiscovery(registry, root, version),
        contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
        headers: { Vary: 'Accept' },
      };
    }
    const vary = { headers: { Vary: 'Accept' } };
    const [first = '', second = ''] = below;
    if (root === 'api') {
      if (below.length === 0) return { ...ok(apiVersions(request.headers.host ?? '')), ...vary };
      return ok(resourceList(registry, '', first));
    }
    if (below.length === 0) return { ...ok(groupList(registry)), ...vary };
    return ok(below.length === 1 ? groupNamed(registry, first) : resourceList(registry, first, second));
  }

  #openApi([version, root, ...names]: readonly string[]): Answer {
    const { registry } = this.#options;
    if (version === 'v2' && root === undefined) {
      return {
        code: 200,
        body: openApiV2(),
        contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
      };
    }
    if (version !== 'v3') throw notServed();
    if (root === undefined) return ok(openApiIndex(registry));
    const [group = '', served = ''] = root === 'api' ? ['', ...names] : names;
    const document = openApiDocument(registry, group, served);
    if (document === undefined) throw notServed();
    return ok(document);
  }
}
