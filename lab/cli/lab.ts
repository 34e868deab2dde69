import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { flagsFromHelmValues, ManifestWatcher, readManifestTexts } from '../../engine/index.ts';
import { writeKubeconfig } from '../cluster/http/kubeconfig.ts';
import { DEFAULT_CONTROLLER, Lab } from '../lab.ts';
import { chosenWorldName } from '../worlds/choose.ts';
import { type CommandStreams, EnvironmentError, EXIT, exitCodeOf, UsageError } from './command.ts';
import { prepareCertificates } from './lab-certificates.ts';
import {
  controllerFlag,
  FURTHER_CONTROLLERS,
  LAB_FLAGS,
  LAB_HELP,
  type LabOptions,
  parseLabOptions,
} from './lab-options.ts';
import { LabReport } from './lab-report.ts';
import { PATTERN_FILES, PATTERNS, type Reach, reachable } from './patterns.ts';
import { beginChosenWorld } from './run-world.ts';
import { untilStopped } from './until-stopped.ts';

/** Requests that a lab remembers: it may run for days, and nobody counts over more. */
const JOURNAL_LIMIT = 1000;

const WEB_ADDRESS = '--entrypoints.web.address';

/** `ingress-lab lab` */
export async function labCommand(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const { stdout } = streams;
  const options = parseLabOptions(argv);
  if (options.help) {
    stdout.write(LAB_HELP);
    return EXIT.ok;
  }
  for (const path of options.paths) {
    if (!existsSync(path)) throw new UsageError(`there is no file or folder ${path}`);
  }
  if (chosenWorldName(process.env) === 'simulated')
    throw new UsageError(
      'INGRESS_LAB_WORLD=simulated: nobody could connect to such a lab, which has no sockets; leave it out',
    );
  const stopped = untilStopped();
  await using _world = await beginChosenWorld(streams);
  const { transport } = options;
  await using lab = new Lab({
    journalLimit: JOURNAL_LIMIT,
    ...(transport === undefined ? {} : { transport }),
    ...(options.kubernetes && { kubernetes: options.kubernetes }),
  });
  const report = new LabReport(lab, stdout, options.quiet);
  await startControllers(lab, options);
  const usesPatterns = options.paths.length === 0;
  const paths = usesPatterns ? PATTERNS.flatMap(({ manifests }) => manifests) : options.paths;
  const resolver = usesPatterns ? await prepareMongo(lab, options.certificates) : '';
  const texts = await readManifestTexts(paths).catch((error: unknown) => {
    throw new EnvironmentError(
      `a manifest cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  });
  report.applied(await lab.world.replaceFiles(texts));
  await lab.ready();
  report.findings();
  report.addresses();
  if (options.kubernetes) report.kubernetes(await openKubernetes(lab, options));
  if (usesPatterns) report.patterns(PATTERNS, reachOf(lab, options, resolver));
  report.follow();
  report.followProviders();
  const watcher = await ManifestWatcher.start(paths, {
    onChange: (changed) => void report.reload(() => lab.world.replaceFiles(changed)),
    onError: (error) => report.failed(error),
  });
  report.watching(paths);
  await stopped;
  await watcher.close();
  stdout.write('\nstopping: requests in flight may finish\n');
  return EXIT.ok;
}

async function startControllers(lab: Lab, options: LabOptions): Promise<void> {
  const { controllerAddresses, flags, helmValues, paths } = options;
  const chart = helmValues === undefined ? [] : await chartFlags(helmValues);
  const files = paths.length > 0 ? [] : [`--providers.file.directory=${PATTERN_FILES}`];
  await lab.startController(DEFAULT_CONTROLLER, [...LAB_FLAGS, ...files, ...chart, ...flags]);
  if (paths.length > 0) return;
  for (const [name, own] of Object.entries(FURTHER_CONTROLLERS)) {
    const address = controllerAddresses.get(name);
    const moved = address === undefined ? [] : [`${WEB_ADDRESS}=${address}`];
    await lab.startController(name, [...own, ...moved]).catch((error: unknown) => rethrowFor(name, error));
  }
}

/** Opens the Kubernetes API, and answers the path of the file that leads kubectl there. */
async function openKubernetes({ world }: Lab, { certificates, kubernetes }: LabOptions): Promise<string> {
  const { kubeconfig } = await world.kubernetes().catch((error: unknown) => {
    const where = `--kubernetes ${kubernetes?.host}:${kubernetes?.port}`;
    throw new EnvironmentError(
      `${where}: cannot listen there (${error instanceof Error ? error.message : error}); name another port, 0 for any that is free, or off`,
    );
  });
  const file = resolve(certificates, 'kubeconfig');
  await mkdir(dirname(file), { recursive: true });
  await writeKubeconfig(file, kubeconfig);
  return file;
}

/** The user's flags reach a further controller under another name: an error must name the flag that helps. */
function rethrowFor(controller: string, error: unknown): never {
  const code = exitCodeOf(error);
  if (code === undefined || !(error instanceof Error)) throw error;
  const message = `controller ${controller}: ${error.message.replaceAll(WEB_ADDRESS, controllerFlag(controller))}`;
  throw code === EXIT.usage ? new UsageError(message) : new EnvironmentError(message, { cause: error });
}

/** Entry points of a Helm chart's values, on this machine alone. */
async function chartFlags(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--helm-values ${file}: ${error instanceof Error ? error.message : error}`);
  });
  const flags = flagsFromHelmValues(text, file, { preferNodePort: true });
  return flags.map((flag) => flag.replace(/^(--entrypoints\.[^.]+\.address)=:/, '$1=127.0.0.1:'));
}

/** Certificates for the MongoDB pattern, and the secret that its route names. Returns the resolver's path. */
async function prepareMongo(lab: Lab, folder: string): Promise<string> {
  const { resolver, secret } = await prepareCertificates(folder);
  await lab.world.apply(secret.text, { file: secret.file, namespace: 'test-pod' });
  return isAbsolute(resolver) ? resolver : `./${resolver}`;
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
