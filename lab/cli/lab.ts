import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCertificates } from '../../certs/index.ts';
import { flagsFromHelmValues, ManifestWatcher, readManifestTexts } from '../../engine/index.ts';
import { resolverScript } from '../clients/mongosh.ts';
import { DEFAULT_CONTROLLER, Lab } from '../lab.ts';
import { type CommandStreams, EXIT, UsageError } from './command.ts';
import { FURTHER_CONTROLLERS, LAB_FLAGS, LAB_HELP, type LabOptions, parseLabOptions } from './lab-options.ts';
import { LabReport } from './lab-report.ts';
import { PATTERNS, type Reach, reachable } from './patterns.ts';

/** `ingress-lab lab` */
export async function labCommand(argv: readonly string[], { stdout }: CommandStreams): Promise<number> {
  const options = parseLabOptions(argv);
  if (options.help) {
    stdout.write(LAB_HELP);
    return EXIT.ok;
  }
  for (const path of options.paths) {
    if (!existsSync(path)) throw new UsageError(`there is no file or folder ${path}`);
  }
  const stopped = untilStopped();
  await using lab = new Lab();
  const report = new LabReport(lab, stdout, options.quiet);
  await startControllers(lab, options);
  const usesPatterns = options.paths.length === 0;
  const paths = usesPatterns ? PATTERNS.flatMap(({ manifests }) => manifests) : options.paths;
  const resolver = usesPatterns ? await prepareMongo(lab, options.certificates) : '';
  report.applied(await lab.world.replaceFiles(await readManifestTexts(paths)));
  await lab.ready();
  report.findings();
  report.addresses();
  if (usesPatterns) report.patterns(PATTERNS, reachOf(lab, options, resolver));
  report.follow();
  const watcher = await ManifestWatcher.start(
    paths,
    (texts) => void report.reload(() => lab.world.replaceFiles(texts)),
  );
  report.watching(paths);
  await stopped;
  await watcher.close();
  stdout.write('\nstopping: requests in flight may finish\n');
  return EXIT.ok;
}

async function startControllers(lab: Lab, { flags, helmValues, paths }: LabOptions): Promise<void> {
  const chart = helmValues === undefined ? [] : await chartFlags(helmValues);
  await lab.startController(DEFAULT_CONTROLLER, [...LAB_FLAGS, ...chart, ...flags]);
  if (paths.length > 0) return;
  for (const [name, own] of Object.entries(FURTHER_CONTROLLERS)) await lab.startController(name, own);
}

/** Entry points of a Helm chart's values, on this machine alone. */
async function chartFlags(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--helm-values ${file}: ${error instanceof Error ? error.message : error}`);
  });
  const flags = flagsFromHelmValues(text, file, { preferNodePort: true });
  return flags.map((flag) => flag.replace(/^(--entrypoints\.[^.]+\.address)=:/, '$1=127.0.0.1:'));
}

/** Certificates for the MongoDB pattern, made once and kept, and the secret that the route names. */
async function prepareMongo(lab: Lab, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const secret = join(folder, 'traefik-mongo-certs.secret.yaml');
  if (!existsSync(secret)) await writeCertificates(folder);
  await lab.world.apply(await readFile(secret, 'utf8'), { file: secret, namespace: 'test-pod' });
  const resolver = join(folder, 'resolve-mongo-local.cjs');
  await writeFile(resolver, resolverScript('mongo.local', '127.0.0.1'));
  return resolver.startsWith('/') ? resolver : `./${resolver}`;
}

function reachOf(lab: Lab, { certificates }: LabOptions, resolver: string): Reach {
  return {
    certificates,
    resolver,
    at(entryPoint, controller) {
      const address = lab.controller(controller).addresses.get(entryPoint);
      return address ? reachable(address) : `(no entry point ${entryPoint})`;
    },
  };
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
