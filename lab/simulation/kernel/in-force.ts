import type { Configuration, HttpServiceNode, HttpTarget } from '../../../engine/core.ts';
import { choicesOf } from './choices.ts';
import { ClientReply } from './client-reply.ts';
import { cycleLength } from './cycle-length.ts';
import { Outcome } from './outcome.ts';
import type { Chooser, Passage, Step } from './passage.ts';
import { arrivalOf, requestOf, templateOf } from './requests.ts';
import type { Door, RunningEngine } from './running-engine.ts';
import { hasMirrors, needsHandlers, servicesByTurns, type TurnTakers } from './service-trees.ts';
import { Sessions } from './sessions.ts';
import type { Source } from './source.ts';
import { tableFacts } from './table-facts.ts';
import type { Targets } from './targets.ts';
import { Turns } from './turns.ts';

interface InForceSettings {
  readonly configuration: Configuration;
  readonly engines: readonly RunningEngine[];
  readonly targets: Targets;
  readonly sources: readonly Source[];
  /** Whether no short way is taken. */
  readonly handlersOnly: boolean;
}

type ServiceTarget = Extract<HttpTarget, { kind: 'service' }>;

const SERVED: Passage = { steps: [], answer: 0, choosers: [], served: true };
/** Who a class of requests is tried out with that its client does not matter to. */
const ANY_CLIENT = 0;
/** Middlewares that look at the client, beside limits. */
const LOOK_AT_CLIENT: ReadonlySet<string> = new Set(['ipAllowList', 'ipWhiteList']);

/**
 * One configuration in force in all engines, compiled for requests that come by the million: the engine's own tables are
 * asked once for each class of requests, and what they say is kept.
 */
export class InForce {
  readonly engines: readonly RunningEngine[];
  /** Whether something goes on in microtasks: copies of the engine's handlers, checks of health, pages. */
  readonly runsAside: boolean;
  /** Whether each request goes straight to a server whose turn it is, and nothing else happens. */
  readonly flows: boolean;
  readonly #settings: InForceSettings;
  readonly #turnTakers: TurnTakers;
  /** By engine. */
  readonly #choosers: readonly Map<HttpServiceNode, Chooser>[];

  constructor(settings: InForceSettings) {
    const { configuration, engines, sources } = settings;
    const { services } = configuration.http;
    this.#settings = settings;
    this.engines = engines;
    this.#choosers = engines.map(() => new Map());
    const { asked, handled } = this.#servicesInUse();
    this.#turnTakers = servicesByTurns(services, asked, handled);
    this.runsAside = handled.size > 0 || engines.some(({ snapshot }) => snapshot.checked.length > 0);
    for (const source of sources) {
      source.byClient = source.templates.map(() => []);
      source.passages = source.templates.map((_, template) =>
        this.#dependsOnClient(source, template) ? undefined : this.passage(source, template, ANY_CLIENT),
      );
    }
    this.flows =
      !this.runsAside && sources.every(({ passages }) => passages.every((one) => this.#isFlow(one)));
  }

  /** How a request passes all engines. */
  passage(source: Source, template: number, client: number): Passage {
    const doors = this.#doors(source, template);
    const [door] = doors;
    if (!door) return { steps: [], answer: Outcome.refused, choosers: [], served: false };
    const request = requestOf(source, template, client, door.routes);
    const { route, head } = door.choose(request);
    const table = request.tls ? door.routes.http.secure : door.routes.http.plain;
    const { handlersOnly } = this.#settings;
    if (handlersOnly || tableFacts(table).cookies || request.method === 'CONNECT') return SERVED;
    const misdirected =
      typeof route !== 'string' &&
      request.tls &&
      route.tlsOptions !== undefined &&
      route.tlsOptions !== request.tls.optionsName;
    if (typeof route === 'string' || misdirected) {
      const reply = new ClientReply(() => undefined);
      door.plane.serve(arrivalOf(request, undefined, reply)).done(true);
      return { steps: [], answer: reply.status, choosers: [], served: false };
    }
    const { target, name } = route;
    if (target.kind !== 'service' || needsHandlers(this.#services, target.service.name)) return SERVED;
    const walked = this.#walk(target, name, doors, head);
    if (walked?.answer !== 0) return walked ?? SERVED;
    const choosers = doors.map((other, engine) => {
      const chosen = other === door ? target : serviceTarget(other.choose(request).route);
      return this.#chooser(engine, chosen.service);
    });
    return { ...walked, choosers };
  }

  /** What a service chooses when a copy or request comes. */
  chooser(engine: number, node: HttpServiceNode): Chooser {
    return this.#chooser(engine, node);
  }

  /** Where the requests of a source come to one of the engines. */
  door(source: Source, template: number, engine: number): Door | undefined {
    return this.#doors(source, template)[engine];
  }

  #isFlow(passage: Passage | undefined): boolean {
    if (!passage || passage.served || passage.steps.length > 0) return false;
    const { http } = this.#settings.configuration;
    const patient = [...http.serversTransports.values()].every(
      ({ responseHeaderTimeoutMs }) => responseHeaderTimeoutMs === 0,
    );
    return (
      patient &&
      passage.choosers.every(
        ({ node, turns }) => turns !== undefined && !hasMirrors(http.services, node.name),
      )
    );
  }

  get #services(): Configuration['http']['services'] {
    return this.#settings.configuration.http.services;
  }

  #doors(source: Source, template: number): readonly Door[] {
    const { scheme = 'http' } = templateOf(source, template);
    const name = source.plan.entryPoint ?? (scheme === 'https' ? 'websecure' : 'web');
    return this.engines.flatMap((engine) => engine.door(name) ?? []);
  }

  /** Asks the middlewares in their order; undefined: one of them has to be run for each request. */
  #walk(
    { middlewares }: ServiceTarget,
    router: string,
    doors: readonly Door[],
    head: Parameters<NonNullable<ServiceTarget['middlewares'][number]['request']>>[0],
  ): Passage | undefined {
    const steps: Step[] = [];
    const [engine] = this.engines;
    const scope = `${doors[0]?.name} ${router} ${engine?.snapshot.generation}`;
    for (const middleware of middlewares) {
      const { shape } = middleware;
      if (!shape) return undefined;
      switch (shape.kind) {
        case 'transparent': {
          const answer = middleware.request?.(head);
          if (answer) return { steps, answer: answer.status, choosers: [], served: false };
          break;
        }
        case 'retry':
          steps.push(shape);
          break;
        case 'rate-limit': {
          const { policy } = shape;
          steps.push({ kind: 'rate-limit', policy, key: policy.keyPrefix(scope) + policy.source(head) });
          break;
        }
        case 'in-flight': {
          const { policy } = shape;
          steps.push({ kind: 'in-flight', policy, key: policy.keyPrefix(scope) + policy.source(head) });
          break;
        }
        case 'circuit-breaker':
          steps.push({
            kind: 'circuit-breaker',
            breakers: doors.map((door) => door.breaker(shape, router)),
            refusal: shape.refusal.status,
          });
          break;
      }
    }
    return { steps, answer: 0, choosers: [], served: false };
  }

  #chooser(engine: number, node: HttpServiceNode): Chooser {
    const known = this.#choosers[engine]?.get(node);
    if (known) return known;
    const { targets } = this.#settings;
    const { alone, bySession } = this.#turnTakers;
    const chooser: Chooser = {
      node,
      turns: alone.has(node.name)
        ? new Turns(choicesOf(node, targets), cycleLength(this.#services, node.name))
        : undefined,
      sessions: bySession.has(node.name)
        ? new Sessions(node, (service) => this.#chooser(engine, service).turns)
        : undefined,
    };
    this.#choosers[engine]?.set(node, chooser);
    return chooser;
  }

  #dependsOnClient(source: Source, template: number): boolean {
    const [door] = this.#doors(source, template);
    if (!door) return false;
    const request = requestOf(source, template, ANY_CLIENT, door.routes);
    const table = request.tls ? door.routes.http.secure : door.routes.http.plain;
    if (tableFacts(table).address) return true;
    const { route } = door.choose(request);
    if (typeof route === 'string' || route.target.kind !== 'service') return false;
    const { middlewares } = this.#settings.configuration.http;
    return route.target.middlewares.some(
      ({ name, shape }) =>
        ((shape?.kind === 'rate-limit' || shape?.kind === 'in-flight') && shape.policy.tellsClientsApart) ||
        LOOK_AT_CLIENT.has(middlewares.get(name)?.type ?? ''),
    );
  }

  /** Services that the traffic asks directly, and those that the engine's handlers may ask. */
  #servicesInUse(): { readonly asked: ReadonlySet<string>; readonly handled: ReadonlySet<string> } {
    const asked = new Set<string>();
    const handled = new Set<string>();
    for (const source of this.#settings.sources) {
      for (const [template] of source.templates.entries()) {
        const [door] = this.#doors(source, template);
        if (!door) continue;
        const { http } = door.routes;
        const request = requestOf(source, template, ANY_CLIENT, door.routes);
        const table = request.tls ? http.secure : http.plain;
        const facts = tableFacts(table);
        const chosen = door.choose(request).route;
        const routes =
          facts.address || facts.cookies ? table.routes : typeof chosen === 'string' ? [] : [chosen];
        for (const { target } of routes) {
          const short =
            !this.#settings.handlersOnly &&
            !facts.cookies &&
            target.kind === 'service' &&
            target.middlewares.every(({ shape }) => shape) &&
            !needsHandlers(this.#services, target.service.name);
          if (short) asked.add(target.service.name);
          else if (target.kind === 'service') {
            handled.add(target.service.name);
            for (const name of target.services?.keys() ?? []) handled.add(name);
          } else for (const name of this.#services.keys()) handled.add(name);
        }
      }
    }
    return { asked, handled };
  }
}

function serviceTarget(route: ReturnType<Door['choose']>['route']): ServiceTarget {
  if (typeof route === 'string' || route.target.kind !== 'service')
    throw new Error('engines with the same configuration chose different routers');
  return route.target;
}
