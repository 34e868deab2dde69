import type { Configuration, SourcePosition } from '../../../engine/core.ts';
import type { Preview } from '../../preview/preview.ts';
import type { Decision, HeadStory, Question, TlsStory } from '../story.ts';
import { type MiddlewareShape, middlewareShapes } from './middleware-shape.ts';
import { type ServiceShape, serviceShape } from './service-shape.ts';

/** What becomes of a request at one entry point, in terms that do not hang on how things are called. */
export interface Outcome {
  readonly entryPoint: string;
  /** `turned away`: a middleware does not let it through. `refused`: nothing takes it, or it leads nowhere. */
  readonly state: 'forwarded' | 'redirected' | 'turned away' | 'refused';
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

export interface RouterName {
  readonly name: string;
  readonly position?: SourcePosition;
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
    const { entryPoint, answer } = decision;
    const answering = decision.middlewares.find((middleware) => middleware.answer !== undefined);
    const router = routerOf(configuration, question.kind, decision.router);
    const name = decision.service?.name ?? router?.service ?? '';
    const service = name === '' ? undefined : this.#service(question.kind, name);
    const state = stateOf(decision);
    const by = state === 'turned away' && answering !== undefined ? ` by ${answering.type}` : '';
    const head = decision.middlewares.at(-1)?.after;
    return {
      entryPoint,
      state,
      ...(state === 'forwarded' ? {} : { answer: `${answerText(answer)}${by}` }),
      ...(decision.router === undefined ? {} : { router: nameOf(decision, decision.router) }),
      ...(decision.tls === undefined ? {} : { tls: tlsShape(configuration, decision.tls) }),
      middlewares: this.#middlewaresOf(question.kind, [
        ...(router?.middlewares ?? []),
        ...(service?.middlewares ?? []),
      ]),
      ...(state === 'forwarded' && head !== undefined ? { head } : {}),
      ...(service === undefined ? {} : { service }),
    };
  }

  #service(protocol: Question['kind'], name: string): ServiceShape {
    const key = `${protocol} ${name}`;
    const shape = this.#services.get(key) ?? serviceShape(this.#preview, protocol, name);
    this.#services.set(key, shape);
    return shape;
  }

  #middlewaresOf(protocol: Question['kind'], names: readonly string[]): readonly MiddlewareShape[] {
    const key = `${protocol} ${names.join()}`;
    const { http, tcp } = this.#preview.configurator.configuration;
    const all = protocol === 'tcp' ? tcp.middlewares : http.middlewares;
    const shapes = this.#middlewares.get(key) ?? middlewareShapes(all, names);
    this.#middlewares.set(key, shapes);
    return shapes;
  }
}

function stateOf({ router, middlewares, answer }: Decision): Outcome['state'] {
  if (router === undefined) return 'refused';
  const answered = middlewares.find((middleware) => middleware.answer !== undefined)?.answer;
  const status = answered?.status ?? answer?.status;
  if (answered === undefined) return answer === undefined ? 'forwarded' : 'refused';
  return status !== undefined && status >= 300 && status < 400 ? 'redirected' : 'turned away';
}

function answerText(answer: Decision['answer']): string {
  const { status, location } = answer ?? {};
  if (status === undefined) return 'closed';
  return location === undefined ? `${status}` : `${status} to ${location}`;
}

function nameOf({ candidates }: Decision, name: string): RouterName {
  const position = candidates.find(({ router }) => router === name)?.position;
  return { name, ...(position === undefined ? {} : { position }) };
}

function routerOf(
  { http, tcp, udp }: Configuration,
  protocol: Question['kind'],
  name: string | undefined,
): { readonly service: string; readonly middlewares?: readonly string[] } | undefined {
  if (name === undefined) return undefined;
  return { http, tcp, udp }[protocol].routers.get(name);
}

function tlsShape(
  configuration: Configuration,
  { options: { name }, clientAuth, certificate }: TlsStory,
): TlsShape {
  const options = configuration.tls.options.get(name);
  const [served] = configuration.tls.certificates.filter((one) => one.name === certificate.name);
  const expires = certificate.notAfter === undefined ? '' : `, until ${certificate.notAfter.slice(0, 10)}`;
  const properties: [string, string | undefined][] = [
    ['client certificates', clientAuth ?? options?.clientAuthType ?? 'not asked for'],
    ['authorities of clients', options?.clientCas.map(brief).sort().join(', ')],
    ['lowest TLS version', options?.minVersion],
    ['highest TLS version', options?.maxVersion],
    ['cipher suites', options?.cipherSuites?.join(', ')],
    ['curves', options?.curvePreferences?.join(', ')],
    ['protocols', options?.alpnProtocols?.join(', ')],
    ['unknown server names', options?.sniStrict === true ? 'refused' : undefined],
    ['certificate', `for ${certificate.names.join(', ') || 'nobody'}${expires}`],
    ['certificate itself', served === undefined ? undefined : brief(served.certificatePem)],
  ];
  return new Map(properties.flatMap(([name, value]) => (value ? [[name, value] as const] : [])));
}

/** The end of a PEM text's content tells one from another. */
function brief(pem: string): string {
  const content = pem.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
  return `…${content.slice(-12)}`;
}
