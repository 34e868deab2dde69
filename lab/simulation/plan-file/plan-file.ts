import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ManifestText, readManifestTexts } from '../../../engine/core.ts';
import { packageRoot } from '../../package-root.ts';
import { defined } from '../defined.ts';
import type { BackendModel, Change, SimulationPlan } from '../plan.ts';
import type { PlannedSimulation } from '../planned.ts';
import { ReplayError, readReplay } from '../replay.ts';
import { PlanFileError } from './error.ts';
import { planFile, type WrittenChange, type WrittenPlan } from './schema.ts';
import { sourceOf } from './traffic.ts';
import { PlanText } from './yaml.ts';

/** The manifests that come with the lab. */
const SHIPPED = fileURLToPath(new URL('fixtures/manifests/', packageRoot));

/** Of a plan that names none. */
const DEFAULT_SEED = 1;

/**
 * Reads a plan; docs/simulation.md says what may be written. Its paths are looked for from its own folder, then from the
 * working directory, and manifests among those of the lab, too.
 *
 * @throws PlanFileError for all that is wrong in it
 */
export async function readPlanFile(file: string): Promise<PlannedSimulation> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new PlanFileError(file, [{ line: 1, column: 1, lineText: '', message: `cannot be read: ${why}` }]);
  });
  const written = new PlanText(file, text);
  const plan = written.read(planFile);
  const files = new PlanFiles(file, written);
  const seed = plan.seed ?? DEFAULT_SEED;
  return {
    name: file,
    manifests: await files.manifests(plan.manifests),
    flags: plan.flags ?? [],
    ...defined({ namespace: plan.namespace }),
    plan: await simulationPlan(plan, seed, files),
    expectations: plan.expect ?? [],
    errorAt: (place, message) => written.errorAt(place, message),
  };
}

async function simulationPlan(plan: WrittenPlan, seed: number, files: PlanFiles): Promise<SimulationPlan> {
  const sources = plan.traffic.map(async (traffic, index) => {
    const { replay } = traffic;
    if (replay === undefined) return sourceOf(traffic, index, undefined);
    const trail = ['traffic', index, 'replay', 'log'];
    const log = await files.find(replay.log, trail);
    const entries = await readReplay(log, defined({ host: replay.host, speed: replay.speed })).catch(
      (error: unknown) => {
        if (!(error instanceof ReplayError)) throw error;
        throw files.errorAt(trail, error.message);
      },
    );
    return sourceOf(traffic, index, entries);
  });
  const changes = (plan.changes ?? []).map(async (change, index) => ({
    atMs: change.at,
    change: await changeOf(change, index, files),
  }));
  return {
    seed,
    durationMs: plan.duration,
    sources: await Promise.all(sources),
    backends: Object.entries(plan.backends ?? {}).map(([workload, model]): BackendModel => {
      const { answers, concurrency, queue, errors, errorStatus, warmUp } = model;
      return {
        workload,
        serviceTime: answers,
        ...defined({ concurrency, queue, errorRate: errors, errorStatus }),
        ...(warmUp === undefined ? {} : { warmUp: { ms: warmUp.for, factor: warmUp.times } }),
      };
    }),
    changes: await Promise.all(changes),
    ...defined({
      engines: plan.engines,
      clientTimeoutMs: plan.clientTimeout,
      bucketMs: plan.bucket,
      warmUpMs: plan.warmUp,
    }),
  };
}

async function changeOf(written: WrittenChange, index: number, files: PlanFiles): Promise<Change> {
  const { weight, mirror, apply, scale, podDies, rollout, slow, refuse, accept, errors } = written;
  if (weight) return { kind: 'weight', of: weight.of, weight: weight.to };
  if (mirror) return { kind: 'mirror', of: mirror.of, percent: 100 * mirror.to };
  if (scale) return { kind: 'scale', workload: scale.of, replicas: scale.to };
  if (podDies) return { kind: 'pod-dies', workload: podDies.of, ...defined({ restartMs: podDies.restart }) };
  if (rollout) return { kind: 'rollout', workload: rollout.of, ...defined({ startMs: rollout.start }) };
  if (slow) return { kind: 'slow', workload: slow.of, factor: slow.times };
  if (errors) return { kind: 'errors', workload: errors.of, errorRate: errors.to };
  if (apply === undefined)
    return { kind: 'refuse', workload: refuse ?? accept ?? '', refuses: refuse !== undefined };
  const path = await files.find(apply, ['changes', index, 'apply']);
  return { kind: 'apply', text: await readFile(path, 'utf8'), file: path };
}

/** The files that a plan names. */
class PlanFiles {
  readonly #folder: string;
  readonly #written: PlanText;

  constructor(file: string, written: PlanText) {
    this.#folder = dirname(file);
    this.#written = written;
  }

  errorAt(trail: readonly PropertyKey[], message: string): PlanFileError {
    return this.#written.errorAt(trail, message);
  }

  async manifests(names: readonly string[]): Promise<ManifestText[]> {
    const texts: ManifestText[] = [];
    for (const [index, name] of names.entries()) {
      const trail = ['manifests', index];
      const found = await readManifestTexts([await this.find(name, trail)]);
      if (found.length === 0) throw this.errorAt(trail, `there is no manifest in ${name}`);
      texts.push(...found);
    }
    return texts;
  }

  /** @throws PlanFileError if it is nowhere */
  async find(name: string, trail: readonly PropertyKey[]): Promise<string> {
    for (const folder of [this.#folder, '', SHIPPED]) {
      for (const path of [join(folder, name), join(folder, `${name}.yaml`)]) {
        if (existsSync(path)) return folder === SHIPPED ? relative(process.cwd(), path) : path;
      }
    }
    throw this.errorAt(
      trail,
      `there is no file or folder ${name}: neither beside this file, nor in ${process.cwd()}, nor among the manifests of the lab`,
    );
  }
}
