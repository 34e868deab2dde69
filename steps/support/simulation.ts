import {
  type BackendModel,
  type Change,
  type Lab,
  PLAN_MEDIA_TYPE,
  type PlannedSimulation,
  readExpectation,
  resultText,
  runPlanned,
  SIMULATION_MODE,
  type SimulationResult,
  type TrafficSource,
  verdictOf,
  worldManifests,
} from '../../lab/index.ts';
import { expect } from './expectation-error.ts';
import { seedFromEnvironment } from './seed.ts';

/** Where balancers are shuffled anew in each run, a simulation is the same as long as nothing else is said. */
const DEFAULT_SEED = 1;

/** What a simulation asks of its scenario. */
interface Simulating {
  readonly lab: Pick<Lab, 'world'>;
  /** Traefik's. */
  readonly flags: readonly string[];
  attach(text: string, mediaType: string): unknown;
}

/** What a scenario simulates: steps say what is there, what arrives and what changes; the first expectation runs it. */
export class ScenarioSimulation {
  readonly #scenario: Simulating;
  readonly #backends = new Map<string, BackendModel>();
  readonly #sources: (TrafficSource & { readonly spanMs: number })[] = [];
  readonly #changes: { readonly atMs: number; readonly change: Change }[] = [];
  readonly #expected: string[] = [];
  #engines = 1;
  #warmUpMs = 0;
  #result: Promise<SimulationResult> | undefined;

  constructor(scenario: Simulating) {
    this.#scenario = scenario;
  }

  /** A backend takes so long, or has more said of it. */
  backend(workload: string, model: Partial<Omit<BackendModel, 'workload'>>): void {
    const before = this.#backends.get(workload);
    const serviceTime = model.serviceTime ?? before?.serviceTime;
    if (serviceTime === undefined) {
      throw new Error(`say first how long it takes: Given backend ${workload} answers in 20 ms`);
    }
    this.#backends.set(workload, { ...before, ...model, workload, serviceTime });
  }

  arrives(spanMs: number, source: Omit<TrafficSource, 'name'>): void {
    const name = this.#sources.length === 0 ? 'traffic' : `traffic ${this.#sources.length + 1}`;
    this.#sources.push({ ...source, name, spanMs });
  }

  /** More is said about who sends what was said to arrive last. */
  comesFrom(population: Partial<TrafficSource['population']>): void {
    const last = this.#sources.at(-1);
    if (!last) throw new Error('say first what arrives: When 100 requests per second arrive for 1 minute');
    this.#sources[this.#sources.length - 1] = {
      ...last,
      population: { ...last.population, ...population },
    };
  }

  at(atMs: number, change: Change): void {
    this.#changes.push({ atMs, change });
  }

  isSharedBy(engines: number): void {
    this.#engines = engines;
  }

  leavesOut(warmUpMs: number): void {
    this.#warmUpMs = warmUpMs;
  }

  /**
   * Holds the result against an expectation as plan files write it; the first one runs the simulation.
   *
   * @throws ExpectationError with the table of the result
   */
  async expect(text: string): Promise<void> {
    const expectation = readExpectation(text);
    this.#expected.push(text);
    if (process.env[SIMULATION_MODE] === 'plan') return;
    const result = await this.#run();
    const { holds, seen } = verdictOf(result, expectation);
    expect(holds, () => `${text}: it is ${seen}\n\n${resultText(result)}`);
  }

  /** Hands over what there is to run, if somebody asked for it. */
  handOver(name: string): void {
    if (process.env[SIMULATION_MODE] !== 'plan' || this.#sources.length === 0) return;
    this.#scenario.attach(JSON.stringify(this.planned(name)), PLAN_MEDIA_TYPE);
  }

  /** All that was said, with the objects that were applied so far. */
  planned(name: string): PlannedSimulation {
    const { lab } = this.#scenario;
    const durationMs = Math.max(...this.#sources.map(({ spanMs }) => spanMs));
    return {
      name,
      manifests: worldManifests(lab.world),
      flags: this.#scenario.flags,
      plan: {
        seed: seedFromEnvironment().seed ?? DEFAULT_SEED,
        durationMs,
        sources: this.#sources.map(({ spanMs, ...source }) =>
          spanMs === durationMs ? source : { ...source, toMs: spanMs },
        ),
        backends: [...this.#backends.values()],
        changes: this.#changes.toSorted((one, other) => one.atMs - other.atMs),
        engines: this.#engines,
        warmUpMs: this.#warmUpMs,
      },
      expectations: this.#expected.map(readExpectation),
    };
  }

  async #run(): Promise<SimulationResult> {
    expect(
      this.#sources.length > 0,
      () => 'no traffic arrives: When 100 requests per second arrive for 1 minute',
    );
    this.#result ??= runPlanned(this.planned('scenario'));
    return await this.#result;
  }
}
