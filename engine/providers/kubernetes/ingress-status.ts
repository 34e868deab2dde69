import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../net/clock.ts';
import type { ResourceOf } from '../../resources/resource.ts';
import type { KubernetesIngressProvider } from '../../static/static-configuration.ts';
import { KubernetesError } from './api-error.ts';
import { type ApiObject, isApiObject, isJson, type Json } from './api-object.ts';
import { Backoff } from './backoff.ts';
import { jsonBody } from './json-lines.ts';
import type { ObjectView } from './object-view.ts';
import { pause } from './patience.ts';
import type { ApiTransport } from './transport.ts';

/** How often the status of one Ingress is tried before the next change is waited for. */
const MOST_TRIES = 5;
/** Milliseconds for one request. */
const DEADLINE_MS = 30_000;
/** Milliseconds before it is tried again what was forbidden. */
const FORBIDDEN_MS = 300_000;

/** What writes statuses is made with. */
export interface IngressStatusOptions {
  readonly transport: ApiTransport;
  readonly endpoint: KubernetesIngressProvider['ingressEndpoint'];
  /** Whether this provider routes by the Ingress: the status of others is not its to write. */
  readonly admits: (ingress: ResourceOf<'Ingress'>) => boolean;
  readonly tell: (line: string) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Writes into the status of Ingress objects where traffic reaches them (Traefik: providers.kubernetesIngress,
 * ingressEndpoint): only where it says something else, so that several replicas, which all write the same, are soon quiet.
 */
export class IngressStatus {
  readonly #options: IngressStatusOptions;
  readonly #ending = new AbortController();
  readonly #told = new Set<string>();
  #view: ObjectView | undefined;
  /** There are changes that the round under way has not seen. */
  #stale = false;
  #running: Promise<void> | undefined;
  /** Milliseconds of the clock before which nothing may be written. */
  #forbiddenUntil = Number.NEGATIVE_INFINITY;

  constructor(options: IngressStatusOptions) {
    this.#options = options;
  }

  /** Looks at all Ingress objects; what is to be written is written afterwards, one after the other. */
  update(view: ObjectView): void {
    this.#view = view;
    this.#stale = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when nothing is being written. */
  get settled(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#stale && !this.#ending.signal.aborted) {
      this.#stale = false;
      const view = this.#view;
      const isAllowed = this.#options.clock.now() >= this.#forbiddenUntil;
      const wanted = view && isAllowed ? this.#wanted(view) : undefined;
      if (!view || !wanted) continue;
      for (const { resource, object } of [...view.ofKind('Ingress')]) {
        if (this.#stale || this.#ending.signal.aborted) break;
        if (this.#options.clock.now() < this.#forbiddenUntil) break;
        if (resource.kind === 'Ingress' && this.#options.admits(resource)) await this.#write(object, wanted);
      }
    }
  }

  /** undefined: nothing is to be written, now or at all. */
  #wanted(view: ObjectView): readonly Json[] | undefined {
    const { ip, hostname, publishedService } = this.#options.endpoint;
    if (publishedService === '') {
      if (ip === '' && hostname === '') return undefined;
      return [{ ...(ip !== '' && { ip }), ...(hostname !== '' && { hostname }) }];
    }
    const [namespace = '', name = ''] = publishedService.split('/');
    const service = view.find('Service', namespace, name);
    if (!service) {
      this.#once(
        `the Service ${publishedService}, whose addresses are to be written into the status of Ingress objects, is not there`,
      );
      return undefined;
    }
    this.#told.clear();
    const addresses = addressesOf(service);
    return addresses.length > 0 ? addresses : undefined;
  }

  async #write(known: ApiObject, wanted: readonly Json[]): Promise<void> {
    const { clock, random } = this.#options;
    const path = pathOf(known);
    const { signal } = this.#ending;
    const backoff = new Backoff(random);
    let object = known;
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        if (!isDeepStrictEqual(addressesOf(object), wanted)) await this.#put(path, object, wanted);
        break;
      } catch (thrown) {
        const error = KubernetesError.fromFailure(thrown);
        // Gone, or of no interest any more.
        if (signal.aborted || error.status === 404) break;
        if (error.status === 403 || tries === MOST_TRIES) {
          if (error.status === 403) this.#forbiddenUntil = clock.now() + FORBIDDEN_MS;
          this.#once(failure(path, error));
          break;
        }
        await pause(clock, backoff.next(error.retryAfterMs), signal);
        object = error.status === 409 ? await this.#get(path).catch(() => object) : object;
      }
    }
  }

  async #put(path: string, object: ApiObject, wanted: readonly Json[]): Promise<void> {
    const status = {
      ...(isJson(object['status']) ? object['status'] : {}),
      loadBalancer: { ingress: wanted },
    };
    await this.#ask({ method: 'PUT', path: `${path}/status`, body: { ...object, status } });
  }

  async #get(path: string): Promise<ApiObject> {
    const object = await this.#ask({ method: 'GET', path });
    if (!isApiObject(object)) throw new KubernetesError('the API answered with something that is no object');
    return object;
  }

  async #ask(request: { method: 'GET' | 'PUT'; path: string; body?: Json }): Promise<Json> {
    const { transport, clock } = this.#options;
    const asking = new AbortController();
    const abort = (): void => asking.abort();
    this.#ending.signal.addEventListener('abort', abort);
    const cancel = clock.after(DEADLINE_MS, abort);
    try {
      const answer = await transport.send({ ...request, signal: asking.signal });
      const body = await jsonBody(answer.body);
      if (answer.status === 200) return body;
      throw KubernetesError.fromStatus(body, answer.status, answer.retryAfterMs);
    } finally {
      cancel();
      this.#ending.signal.removeEventListener('abort', abort);
    }
  }

  #once(line: string): void {
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#options.tell(line);
  }
}

function pathOf({ metadata: { namespace = 'default', name } }: ApiObject): string {
  return `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}`;
}

function failure(path: string, { status, message }: KubernetesError): string {
  if (status !== 403) return `the status at ${path} cannot be written: ${message}`;
  return `the status of Ingress objects may not be written (403: ${message}). Add to a ClusterRole bound to the account: { apiGroups: ["networking.k8s.io"], resources: [ingresses/status], verbs: [update] }`;
}

/** `status.loadBalancer.ingress` as IP addresses and names: a Service has ports beside them. */
function addressesOf(object: ApiObject): readonly Json[] {
  const status = isJson(object['status']) ? object['status'] : {};
  const balancer = isJson(status['loadBalancer']) ? status['loadBalancer'] : {};
  const written = balancer['ingress'];
  if (!Array.isArray(written)) return [];
  return written.filter(isJson).map(({ ip, hostname }) => ({
    ...(typeof ip === 'string' && ip !== '' && { ip }),
    ...(typeof hostname === 'string' && hostname !== '' && { hostname }),
  }));
}
