import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CertificateAuthority, secretManifest } from '../../certs/index.ts';
import type { ManifestText } from '../../engine/index.ts';
import { withoutTag } from '../backends/stand-ins.ts';
import { type Preview, preview } from '../preview/preview.ts';
import { featureText } from './feature-text.ts';
import { type NeededSecret, neededSecrets } from './needed-secrets.ts';
import { Trials } from './observe.ts';
import { planHttp } from './plan-http.ts';
import { planStreams } from './plan-streams.ts';
import { imagesOf, playedImages } from './played-images.ts';
import { runFeature } from './run-feature.ts';
import { observedScenario, type WrittenRouter } from './scenario-text.ts';
import type { Setting } from './setting.ts';
import type { PlannedRouter } from './trial.ts';

/** What a first feature is made of. */
export interface InitOptions {
  /** Files and folders of manifests, as the feature is to name them. */
  readonly manifests: readonly string[];
  readonly texts: readonly ManifestText[];
  /** Traefik's static flags. */
  readonly flags: readonly string[];
  /** Where the feature goes. */
  readonly file: string;
  /** At most so many routers get a scenario; from 1. */
  readonly limit: number;
}

/** What became of it. */
export interface InitResult {
  readonly setting: Setting;
  readonly routers: readonly WrittenRouter[];
  /** Routers beyond the limit. */
  readonly left: number;
  /** Scenarios that were run and held. */
  readonly passed: number;
}

/** A flag that says where an entry point listens; scenarios leave that to the system. */
const ADDRESS = /^(--entrypoints\.[\w-]+\.address)=.*?(\/(?:tcp|udp))?$/i;

/** Entry points that every scenario has. */
const GIVEN = new Set(['web', 'websecure', 'traefik', 'metrics', 'mongo', 'udpep']);

/**
 * Writes a feature with a scenario for each router of the manifests: asks a lab what the proxy answers, writes that down
 * and runs it. What does not hold when it is run is left as a comment.
 */
export async function writeFirstFeature({
  manifests,
  texts,
  flags,
  file,
  limit,
}: InitOptions): Promise<InitResult> {
  const bare = await preview(texts, { flags: flagsOf(flags) });
  const secrets = neededSecrets(bare.resources);
  const complete = await preview([...secretTexts(secrets), ...texts], { flags: flagsOf(flags) });
  const errors = complete.diagnostics.filter(({ severity }) => severity === 'error');
  const images = playedImages(complete.resources);
  const added = complete.static.entryPoints.flatMap(({ name, protocol }) =>
    GIVEN.has(name) ? [] : [addressFlag(name, protocol)],
  );
  const setting: Setting = {
    manifests,
    texts,
    secrets,
    images,
    flags: [...added, ...flags.filter((flag) => !ADDRESS.test(flag))],
    errors,
  };
  const planned = plan(setting, complete);
  let routers = await write(setting, complete, planned.slice(0, limit));
  const left = Math.max(0, planned.length - limit);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, featureText(setting, routers));
  if (!routers.some(({ scenario }) => scenario)) return { setting, routers, left, passed: 0 };
  const first = await runFeature(file);
  if (first.failures.size === 0) return { setting, routers, left, passed: first.passed };
  routers = routers.map(({ router, scenario, ...rest }) => {
    const failure = first.failures.get(scenario?.name ?? '');
    if (scenario === undefined || failure === undefined)
      return { router, ...rest, ...(scenario ? { scenario } : {}) };
    return { router, reason: `when it was run, ${failure}` };
  });
  await writeFile(file, featureText(setting, routers));
  const second = await runFeature(file);
  const [failed] = second.failures;
  if (failed)
    throw new Error(`${file}: the scenario "${failed[0]}" held once and then did not: ${failed[1]}`);
  return { setting, routers, left, passed: second.passed };
}

function plan(setting: Setting, planned: Preview): PlannedRouter[] {
  const played = new Map(setting.images.map(({ image, by }) => [image, by]));
  const images = new Map(
    [...imagesOf(planned.resources)].map(([workload, image]) => [
      workload,
      played.get(withoutTag(image)) ?? image,
    ]),
  );
  const streams = planStreams(planned, { images, makesCertificates: setting.secrets.length > 0 });
  return [...planHttp(planned), ...streams].toSorted(byPlace);
}

async function write(
  setting: Setting,
  { static: { entryPoints } }: Preview,
  planned: readonly PlannedRouter[],
): Promise<WrittenRouter[]> {
  const addresses = entryPoints.map(({ name, protocol }) => addressFlag(name, protocol));
  await using trials = await Trials.start(setting, [...addresses, ...setting.flags]);
  const written: WrittenRouter[] = [];
  for (const router of planned) written.push(await tried(router, trials));
  return distinct(written);
}

async function tried(router: PlannedRouter, trials: Trials): Promise<WrittenRouter> {
  const { trial } = router;
  if (trial.kind === 'none') return { router, reason: trial.reason };
  if (trial.kind === 'stream') return { router, scenario: trial };
  const observed = await trials.make(trial);
  return 'reason' in observed
    ? { router, reason: observed.reason }
    : { router, scenario: observedScenario(observed) };
}

/** As the manifests have them. */
function byPlace({ position: one }: PlannedRouter, { position: other }: PlannedRouter): number {
  const [file = '', otherFile = ''] = [one?.file, other?.file];
  return file === otherFile ? (one?.line ?? 0) - (other?.line ?? 0) : file < otherFile ? -1 : 1;
}

/** Names of scenarios tell them apart. */
function distinct(routers: readonly WrittenRouter[]): WrittenRouter[] {
  const seen = new Map<string, number>();
  return routers.map((written) => {
    const { scenario } = written;
    if (!scenario) return written;
    const count = (seen.get(scenario.name) ?? 0) + 1;
    seen.set(scenario.name, count);
    return count === 1
      ? written
      : { ...written, scenario: { ...scenario, name: `${scenario.name} (${count})` } };
  });
}

/** The flags, with entry points that listen where the system chooses. */
function flagsOf(flags: readonly string[]): string[] {
  return flags.map((flag) => flag.replace(ADDRESS, '$1=127.0.0.1:0$2'));
}

function addressFlag(name: string, protocol: string): string {
  return `--entrypoints.${name}.address=127.0.0.1:0/${protocol}`;
}

/** Certificates for a preview: as good as those that scenarios make. */
function secretTexts(secrets: readonly NeededSecret[]): ManifestText[] {
  if (secrets.length === 0) return [];
  const authority = new CertificateAuthority({ keyType: 'ecdsa' });
  return secrets.map(({ namespace, name, host }) => {
    const identity = authority.issue({ commonName: host, subjectAltNames: [host], usage: 'server' });
    return {
      file: `secret ${namespace}/${name}`,
      text: secretManifest(name, identity).replace(/^metadata:\n/m, `metadata:\n  namespace: ${namespace}\n`),
    };
  });
}
