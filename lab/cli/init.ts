import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatDiagnostic } from '../../engine/index.ts';
import { titleOf } from '../init/feature-text.ts';
import { findManifests } from '../init/find-manifests.ts';
import { type InitResult, writeFirstFeature } from '../init/init.ts';
import { workflowText } from '../init/workflow.ts';
import { type CommandStreams, EXIT, UsageError } from './command.ts';
import { INIT_HELP, parseInitOptions } from './init-options.ts';

const WORKFLOW_FILE = '.github/workflows/ingress-lab.yml';

/** More secrets than these are counted. */
const SECRETS_SHOWN = 5;

/** `ingress-lab init` */
export async function initCommand(argv: readonly string[], { stdout }: CommandStreams): Promise<number> {
  const { help, paths: named, output: file, limit, force, workflow, flags } = parseInitOptions(argv);
  if (help) {
    stdout.write(INIT_HELP);
    return EXIT.ok;
  }
  const line = (text: string): void => void stdout.write(`${text}\n`);
  for (const path of named) {
    if (!existsSync(path)) throw new UsageError(`there is no file or folder ${path}`);
  }
  if (workflow) await writeWorkflow(force, line);
  if (existsSync(file) && !force) {
    if (workflow) return EXIT.ok;
    throw new UsageError(
      `${file} is there already; name another one with --output, or replace it with --force`,
    );
  }
  const { paths, texts, notes } = await findManifests(named);
  for (const note of notes) line(`passed over: ${note}`);
  if (texts.length === 0) {
    throw new UsageError(
      'no manifest with an Ingress, IngressRoute, IngressRouteTCP or IngressRouteUDP was found here; name files or folders',
    );
  }
  const result = await writeFirstFeature({ manifests: paths, texts, flags, file, limit });
  tell(result, file, line);
  return result.passed > 0 ? EXIT.ok : EXIT.noScenarios;
}

function tell(
  { setting, routers, left, passed }: InitResult,
  file: string,
  line: (text: string) => void,
): void {
  const scenarios = routers.filter(({ scenario }) => scenario !== undefined).length;
  for (const { image, by } of setting.images) line(`${image} has no embedded backend: ${by} plays it`);
  for (const { namespace, name, host } of setting.secrets.slice(0, SECRETS_SHOWN)) {
    line(`the secret ${namespace}/${name} is not among the manifests: each scenario makes one, for ${host}`);
  }
  const others = setting.secrets.length - SECRETS_SHOWN;
  if (others > 0)
    line(`and ${count(others, 'other secret')}; the feature names ${others === 1 ? 'it' : 'them'}`);
  for (const error of setting.errors) line(formatDiagnostic(error));
  for (const { router, reason } of routers) {
    if (reason !== undefined) line(`no scenario for ${titleOf(router)}: ${reason}`);
  }
  line(
    `${file}: ${count(scenarios, 'scenario')} for ${count(routers.length, 'router')}; run just now: ${passed} passed`,
  );
  if (left > 0) line(`${count(left, 'router')} more: name some of the files only, or raise --limit`);
  if (passed === 0) return;
  line('');
  line(`Next:  npx ingress-lab test ${file}`);
  if (existsSync('package.json')) {
    line('In package.json, so that npm test runs them:  "scripts": { "test": "ingress-lab test" }');
  }
  if (!existsSync(WORKFLOW_FILE)) line('For GitHub Actions:  npx ingress-lab init --workflow');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

async function writeWorkflow(force: boolean, line: (text: string) => void): Promise<void> {
  if (existsSync(WORKFLOW_FILE) && !force) {
    throw new UsageError(`${WORKFLOW_FILE} is there already; --force replaces it`);
  }
  await mkdir(dirname(WORKFLOW_FILE), { recursive: true });
  await writeFile(WORKFLOW_FILE, workflowText(await isLocked()));
  line(`${WORKFLOW_FILE}: runs the scenarios of features/ for each push and pull request`);
}

async function isLocked(): Promise<boolean> {
  const lock = 'package-lock.json';
  return existsSync(lock) && (await readFile(lock, 'utf8')).includes('"node_modules/ingress-lab"');
}
