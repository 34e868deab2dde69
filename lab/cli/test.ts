import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type IConfiguration, loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import { moduleHref } from '../package-root.ts';
import { chosenTarget } from '../targets/choose.ts';
import { stepFiles, whyStepsFail } from '../vocabulary/step-files.ts';
import { chosenWorldName, IN_PROCESS } from '../worlds/choose.ts';
import { type CommandStreams, EXIT, UsageError } from './command.ts';
import { COVERAGE_OPTIONS, readCoverageOptions, withCoverage } from './run-coverage.ts';
import { inChosenWorld } from './run-world.ts';
import { readTransport } from './transport-option.ts';

const HELP = `Usage: ingress-lab test [PATH...] [options]

Runs the scenarios of the features under PATH (default: features/) against the lab: every scenario has
its own cluster, proxy and backends on loopback ports, real traffic, and leaves nothing behind.
Your own step definitions are read from steps/ in the working directory, if that folder is there; they import
Given, When and Then from 'ingress-lab/steps'. ingress-lab steps lists all steps.

  --tags EXPRESSION     run only scenarios with these tags, such as "@http and not @faults"
  --name TEXT           run only scenarios whose name matches this regular expression
  --parallel N          scenarios at a time (default: number of processors, here ${availableParallelism()};
                        in the world simulated 1)
  --seed N              shuffle balancers as a run before did (also INGRESS_LAB_SEED)
  --transport T         how proxies move bytes: fast or portable (also INGRESS_LAB_TRANSPORT; default: fast where
                        it works here)
  --fail-fast           stop at the first failure
  --format TYPE[:FILE]  a further report: html:FILE, junit:FILE, json:FILE, message:FILE or summary:FILE, which is
                        Markdown for the summary of a job on GitHub (repeatable)
  --manifests PATH      manifests to test (repeatable): what "Given the manifests under test" applies; steps find
                        manifests in them by name, and all that is in them counts for coverage
  --coverage FOLDER     where coverage.json and coverage.html are written (default: reports/coverage)
  --coverage-fail-under N  fail if the scenarios exercise less than N percent of the manifests
  --no-coverage         do not follow what the scenarios exercise
  --help                this text

INGRESS_LAB_TARGET=traefik runs the same scenarios against a real Traefik 3, whose binary INGRESS_LAB_TRAEFIK
names; what only the engine can tell is skipped, with the reason, and coverage is not followed.

Where the backends are (docs/simulated-world.md, docs/containers-world.md, docs/cluster-world.md):
  INGRESS_LAB_WORLD       embedded (default: in this process), simulated: without a socket, in virtual time,
                          containers: each pod is a container of its image, or cluster: pods of a Kubernetes cluster
  INGRESS_LAB_IMAGES      what runs for the images that manifests name: public (default), offline (ingress-lab
                          images build makes them) or a file of your own
  INGRESS_LAB_ENGINE      with containers: image:NAME makes the proxy a container of that image beside the pods, and
                          INGRESS_LAB_TRAEFIK=image:NAME a Traefik (default: the engine in this process)
  INGRESS_LAB_KUBECONFIG  the file that leads to the cluster (default: KUBECONFIG)
  INGRESS_LAB_CONTEXT     the context in it (default: the current one)
  INGRESS_LAB_PODS        how pods are reached from here: forward (through the API; default) or direct (at their
                          addresses; needed for UDP)

Exit codes: 0 all held, 1 a scenario failed, 2 usage or a feature that cannot be read, 3 a file cannot be
written, or there is no Traefik, container engine or cluster that can be used, 4 no scenario was run, 5 the scenarios exercise less of
the manifests than --coverage-fail-under asks for.
`;

/** `ingress-lab test` */
export async function testCommand(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      tags: { type: 'string' },
      name: { type: 'string' },
      parallel: { type: 'string' },
      seed: { type: 'string' },
      transport: { type: 'string' },
      'fail-fast': { type: 'boolean' },
      format: { type: 'string', multiple: true },
      ...COVERAGE_OPTIONS,
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    streams.stdout.write(HELP);
    return EXIT.ok;
  }
  const paths = positionals.length > 0 ? positionals : ['features'];
  for (const path of paths) {
    if (!existsSync(path.replace(/:\d+$/, '')) && !path.includes('*'))
      throw new UsageError(`there is no ${path}`);
  }
  if (values.seed !== undefined) process.env['INGRESS_LAB_SEED'] = wholeNumber('--seed', values.seed);
  // Said once, and not by each scenario.
  const isFollowed = chosenTarget().name === 'engine';
  if (!isFollowed && values['coverage-fail-under'] !== undefined)
    throw new UsageError('--coverage-fail-under: only the engine tells what scenarios exercise, not Traefik');
  const transport = readTransport(values.transport);
  if (transport !== undefined) process.env['INGRESS_LAB_TRANSPORT'] = transport;
  const world = chosenWorldName(process.env);
  // In virtual time a further thread takes longer to start than it saves.
  const usual = world === 'simulated' ? 1 : availableParallelism();
  const parallel = Number(wholeNumber('--parallel', values.parallel ?? `${usual}`));
  if (parallel === 0) throw new UsageError('--parallel 0: at least one scenario has to run at a time');
  // Only threads can be ended before they make more outside of this process.
  const isOutside = !IN_PROCESS.has(world);
  const provided: Partial<IConfiguration> = {
    paths: paths.map(featuresIn),
    import: stepFiles(),
    parallel: parallel === 1 && !isOutside ? 0 : parallel,
    strict: true,
    format: [`"${moduleHref('lab/report/feature-formatter')}"`, ...(values.format ?? []).map(formatOf)],
    failFast: values['fail-fast'] ?? false,
    ...(values.tags === undefined ? {} : { tags: values.tags }),
    ...(values.name === undefined ? {} : { name: [values.name] }),
  };
  const options = readCoverageOptions(isFollowed ? values : { ...values, 'no-coverage': true });
  return withCoverage(options, streams, () =>
    inChosenWorld(streams, async () => {
      const { success, scenarios, unreadable } = await runFeatures(provided);
      if (unreadable) return EXIT.usage;
      if (!success) return EXIT.failed;
      if (scenarios > 0) return EXIT.ok;
      streams.stderr.write(`ingress-lab test: no scenario of ${paths.join(', ')} was chosen to run\n`);
      return EXIT.noScenarios;
    }),
  );
}

/**
 * Runs Cucumber.
 *
 * @throws UsageError for what stops it before the first scenario: tags, names or formats that it cannot read.
 */
async function runFeatures(
  provided: Partial<IConfiguration>,
): Promise<{ success: boolean; scenarios: number; unreadable: boolean }> {
  let scenarios = 0;
  let started = false;
  let unreadable = false;
  try {
    const { runConfiguration } = await loadConfiguration({ file: false, provided });
    const { success } = await runCucumber(runConfiguration, {}, (envelope) => {
      if (envelope.testCaseStarted) started = true;
      if (envelope.parseError) unreadable = true;
      if (envelope.testCaseFinished && !envelope.testCaseFinished.willBeRetried) scenarios += 1;
    });
    return { success, scenarios, unreadable };
  } catch (error) {
    if (started || !(error instanceof Error)) throw error;
    const { cause } = error;
    const why = whyStepsFail(error);
    throw new UsageError(cause instanceof Error ? `${why}: ${cause.message}` : why);
  }
}

function featuresIn(path: string): string {
  return /\.feature(:\d+)*$/.test(path) || path.includes('*')
    ? path
    : `${path.replace(/\/$/, '')}/**/*.feature`;
}

/** Formats of the lab's own are modules to Cucumber. */
function formatOf(format: string): string {
  const [, file] = /^summary(?::(.+))?$/.exec(format) ?? [];
  if (file === undefined) {
    if (format.startsWith('summary')) throw new UsageError(`--format ${format}: write summary:FILE`);
    return format;
  }
  return `"${moduleHref('lab/report/summary-formatter')}":"${file.replace(/^"(.*)"$/, '$1')}"`;
}

function wholeNumber(flag: string, text: string): string {
  if (!/^\d{1,10}$/.test(text)) throw new UsageError(`${flag} ${text}: write a whole number`);
  return text;
}
