import {
  BarePlane,
  type Chosen,
  type CircuitBreaker,
  type EngineEvent,
  type EntryPoint,
  type EntryPointRoutes,
  HealthChecks,
  type HttpMiddleware,
  headChooser,
  type LocalLimits,
  type RehearsedRequest,
  type RoutingSnapshot,
  type UpstreamClient,
} from '../../../engine/core.ts';
import type { Timeline } from './timeline.ts';

export interface EngineSettings {
  readonly entryPoints: readonly EntryPoint[];
  readonly snapshot: RoutingSnapshot;
  readonly timeline: Timeline;
  readonly limits: LocalLimits;
  /** For the engine's handlers, for copies that they send, and for checks of health. */
  readonly upstreams: {
    readonly requests: UpstreamClient;
    readonly copies: UpstreamClient;
    readonly probes: UpstreamClient;
  };
  readonly observer: (event: EngineEvent) => void;
}

/** An entry point of one engine: how it chooses, and its handlers. */
export interface Door {
  readonly name: string;
  readonly routes: EntryPointRoutes;
  choose(request: RehearsedRequest): Chosen;
  readonly plane: BarePlane;
  /** The breaker of a middleware, which each router has of its own. */
  breaker(shape: BreakerShape, router: string): CircuitBreaker;
}

type BreakerShape = Extract<NonNullable<HttpMiddleware['shape']>, { kind: 'circuit-breaker' }>;

const SERVER_NAME = 'simulated';

/** One of the engines: balancers, limits, breakers and checks of its own. */
export class RunningEngine {
  readonly #settings: EngineSettings;
  readonly #doors = new Map<string, Door>();
  readonly #checks: HealthChecks;

  constructor(settings: EngineSettings) {
    this.#settings = settings;
    const { timeline, upstreams, observer } = settings;
    this.#checks = new HealthChecks(upstreams.probes, timeline, observer);
  }

  get snapshot(): RoutingSnapshot {
    return this.#settings.snapshot;
  }

  /** Begins to check the servers that are to be checked. */
  start(): void {
    this.#checks.replace(this.#settings.snapshot.checked);
  }

  /** Another configuration is in force: what it has under way goes on. */
  stop(): void {
    this.#checks.close();
  }

  /** Undefined: nothing listens there. */
  door(name: string): Door | undefined {
    const known = this.#doors.get(name);
    if (known) return known;
    const { entryPoints, snapshot, timeline, limits, upstreams, observer } = this.#settings;
    const entryPoint = entryPoints.find((one) => one.name === name);
    const routes = snapshot.entryPoints.get(name);
    if (!entryPoint || !routes) return undefined;
    const plane = new BarePlane({
      entryPoint,
      routes,
      generation: snapshot.generation,
      serverName: SERVER_NAME,
      upstreams: upstreams.requests,
      copies: upstreams.copies,
      limits,
      clock: timeline,
      observer,
    });
    const choose = headChooser(entryPoint, routes, SERVER_NAME);
    const door = { name, routes, plane, choose, breaker: breakersOf(timeline) };
    this.#doors.set(name, door);
    return door;
  }
}

function breakersOf(timeline: Timeline): Door['breaker'] {
  const made = new Map<string, Map<BreakerShape, CircuitBreaker>>();
  return (shape, router) => {
    const ofRouter = made.get(router) ?? new Map<BreakerShape, CircuitBreaker>();
    made.set(router, ofRouter);
    const breaker = ofRouter.get(shape) ?? shape.create(timeline.now);
    ofRouter.set(shape, breaker);
    return breaker;
  };
}
