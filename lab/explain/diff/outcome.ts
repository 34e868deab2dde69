import type { Configuration } from '../../../engine/core.ts';
import type { Preview } from '../../preview/preview.ts';
import type { CertificateStory, Decision, HeadStory, Place, Question, TlsStory } from '../story.ts';
import { type MiddlewareShape, middlewareShapes } from './middleware-shape.ts';
import { BELOW, OWN_HOST, type ServiceShape, serviceShape } from './service-shape.ts';

/** What becomes of a request at one entry point, in terms that do not hang on how things are called. */
export interface Outcome {
  readonly entryPoint: string;
  /**
   * `answered`: by a middleware, with a redirect for example. `turned away`: a middleware does not let it through.
   * `refused`: nothing takes it, or it leads nowhere.
   */
  readonly state: 'forwarded' | 'answered' | 'turned away' | 'refused';
  /** For a person: `404`, `301 to https://shop.test/`, `401 by basicAuth`. Absent if it is forwarded. */
  readonly answer?: string;
  readonly router?: RouterName;
  readonly tls?: TlsShape;
  readonly middlewares: readonly MiddlewareShape[];
  /** What the server sees; absent if none does. */
  readonly head?: HeadStory;
  /** Where it goes, or would go if it were let through. */
  readonly service?: ServiceShape;
}

/** Any router, as far as it leads somewhere. */
interface Leading {
  readonly service: string;
  readonly middlewares?: readonly string[];
}

export interface RouterName {
  readonly name: string;
  readonly position?: Place;
}

/** What a handshake is made with, by property: `client certificates` -> `RequireAndVerifyClientCert`. */
export type TlsShape = ReadonlyMap<string, string>;

/** Tells the decisions of one preview in those terms. What routers and services mean is worked out once. */
export class Outcomes {
  readonly #preview: Pick<Preview, 'configurator' | 'pods'>;
  readonly #services = new Map<string, ServiceShape>();
  readonly #middlewares = new Map<string, readonly MiddlewareShape[]>();

  constructor(preview: Pick<Preview, 'configurator' | 'pods'>) {
    this.#preview = preview;
  }

  of(question: Question, decision: Decision): Outcome {
    const { configuration } = this.#preview.configurator;
    const { entryPoint, takenBy = question.kind, router: name } = decision;
    const routers: ReadonlyMap<string, Leading> = configuration[takenBy].routers;
    const router = name === undefined ? undefined : routers.get(name);
    const serviceName = decision.service?.name ?? router?.service ?? '';
    const service = serviceName === '' ? undefined : this.#service(takenBy, serviceName);
    const state = stateOf(decision);
    const passed = new Set([...decision.routing.map((story) => story.router ?? ''), name ?? '']);
    const names = [
      ...[...passed].flatMap((one) => routers.get(one)?.middlewares ?? []),
      ...(service?.middlewares ?? []),
    ];
    // Each of several services may make another thing of the request, and which of them got it is chance.
    const varies = service !== undefined && isMixed(service);
    const head = service === undefined ? decision.sent : headFor(service, decision.sent);
    return {
      entryPoint,
      state,
      ...(state === 'forwarded' ? {} : { answer: answerText(decision, state) }),
      ...(name === undefined ? {} : { router: nameOf(decision, name) }),
      ...(decision.tls === undefined ? {} : { tls: tlsShape(configuration, decision.tls) }),
      middlewares: this.#middlewaresOf(takenBy, names, varies),
      ...(head === undefined || varies ? {} : { head }),
      ...(service === undefined ? {} : { service }),
    };
  }

  #service(protocol: Question['kind'], name: string): ServiceShape {
    const key = `${protocol} ${name}`;
    const shape = this.#services.get(key) ?? serviceShape(this.#preview, protocol, name);
    this.#services.set(key, shape);
    return shape;
  }

  #middlewaresOf(
    protocol: Question['kind'],
    names: readonly string[],
    withVisible: boolean,
  ): readonly MiddlewareShape[] {
    const key = `${protocol} ${withVisible} ${names.join()}`;
    const { http, tcp } = this.#preview.configurator.configuration;
    const all = protocol === 'tcp' ? tcp.middlewares : http.middlewares;
    const shapes = this.#middlewares.get(key) ?? middlewareShapes(all, names, { withVisible });
    this.#middlewares.set(key, shapes);
    return shapes;
  }
}

function stateOf({ router, sent, middlewares, takenBy, next, answer }: Decision): Outcome['state'] {
  if (sent !== undefined) return 'forwarded';
  const answering = middlewares.find((middleware) => middleware.answer !== undefined)?.answer;
  if (answering !== undefined) return answering.status < 400 ? 'answered' : 'turned away';
  if (router === undefined) return 'refused';
  if (answer === undefined || (answer.status !== undefined && answer.status < 300)) return 'forwarded';
  return takenBy === 'tcp' && next.length === 0 && middlewares.length > 0 ? 'turned away' : 'refused';
}

function answerText({ answer, middlewares, takenBy, router }: Decision, state: Outcome['state']): string {
  const { status = 'closed', location } = answer ?? {};
  if (answer === undefined && takenBy === 'http' && router === undefined) return 'left to the HTTP routers';
  if (state === 'turned away') return `${status} by ${middlewares.at(-1)?.type}`;
  return location === undefined ? `${status}` : `${status} to ${location}`;
}

function isMixed({ shares, middlewares, delivery }: ServiceShape): boolean {
  return shares.size > 1 && (middlewares.length > 0 || delivery.some((text) => text.startsWith(BELOW)));
}

/** Where it is the server's own, its address is nobody's but the preview's. */
function headFor({ delivery }: ServiceShape, head: HeadStory | undefined): HeadStory | undefined {
  return head && delivery.includes(OWN_HOST) ? { ...head, host: OWN_HOST } : head;
}

function nameOf({ routing }: Decision, name: string): RouterName {
  const candidates = routing.flatMap((story) => story.candidates);
  const position = candidates.find(({ router }) => router === name)?.position;
  return { name, ...(position === undefined ? {} : { position }) };
}

function tlsShape(
  configuration: Configuration,
  { options: named, clientAuth, certificate }: TlsStory,
): TlsShape {
  if (named === undefined) return new Map([['TLS', 'passed on to the server']]);
  const { options: all, certificates, defaultCertificate } = configuration.tls;
  const options = all.get(named.name);
  const served =
    certificate &&
    [...certificates, ...(defaultCertificate ? [defaultCertificate] : [])].find(
      ({ name }) => name === certificate.name,
    );
  const properties: [string, string | undefined][] = [
    ['TLS', 'ended by the proxy'],
    ['client certificates', clientAuth ?? 'not asked for'],
    ['authorities of clients', options?.clientCas.map(brief).sort().join(', ')],
    ['lowest TLS version', options?.minVersion],
    ['highest TLS version', options?.maxVersion],
    ['cipher suites', options?.cipherSuites?.join(', ')],
    ['curves', options?.curvePreferences?.join(', ')],
    ['protocols', options?.alpnProtocols?.join(', ')],
    ['unknown server names', options?.sniStrict === true ? 'refused' : undefined],
    ['certificate', certificate && certificateText(certificate, served?.certificatePem)],
  ];
  return new Map(properties.flatMap(([name, value]) => (value ? [[name, value] as const] : [])));
}

function certificateText({ names, notAfter }: CertificateStory, pem: string | undefined): string {
  if (pem === undefined) return 'the self-signed one of the proxy';
  return `for ${names.join(', ')}, until ${notAfter?.slice(0, 10) ?? 'for ever'}, ${brief(pem)}`;
}

/** Tells one PEM text from another. */
function brief(pem: string): string {
  const content = pem.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
  return `…${content.replace(/=+$/, '').slice(-8)}`;
}
