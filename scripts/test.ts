/**
 * Runs the project's checks one after another, each with its time, and closes with the counts of tests and scenarios.
 * `node scripts/test.ts [check|unit|features|docs|package|containers|worlds]...`; without arguments all of them but
 * the last two, which need a container engine.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Stage {
  readonly group: 'check' | 'unit' | 'features' | 'docs' | 'package' | 'containers' | 'worlds';
  readonly title: string;
  readonly command: readonly string[];
  /** What tells its counts from those of other stages. */
  readonly note?: string;
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** What to do about a failure, where that is not plain from the output. */
  readonly remedy?: string;
}

/** Milliseconds that one stage may take before it counts as hung. */
const STAGE_LIMIT_MS = 20 * 60_000;

/** The project's own programs come first: Node 24 among them. */
const tools = fileURLToPath(new URL('../node_modules/.bin', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'ingress-lab-test-'));
const unitReport = join(scratch, 'unit.tap');

/** Bytes are moved on Node's public API alone. */
const PORTABLE = { INGRESS_LAB_TRANSPORT: 'portable' };

/** Groups that run only where they are named: not every machine has what they need. */
const ON_DEMAND: ReadonlySet<Stage['group']> = new Set(['containers', 'worlds']);

/** For the scenarios about manifests that a run is to test. */
const UNDER_TEST = ['--manifests', 'fixtures/manifests/canary'];

const STAGES: readonly Stage[] = [
  {
    group: 'check',
    title: 'format and lint',
    command: ['biome', 'check', '--error-on-warnings', '.'],
    remedy: 'npm run format mends what can be mended',
  },
  { group: 'check', title: 'unused code', command: ['knip', '--no-progress'] },
  { group: 'check', title: 'types', command: ['tsc'] },
  {
    group: 'check',
    title: 'step reference',
    command: ['node', 'scripts/steps.ts', '--check'],
    remedy: 'make docs writes it anew',
  },
  {
    group: 'check',
    title: 'list of findings',
    command: ['node', 'scripts/findings.ts', '--check'],
    remedy: 'make docs writes it anew',
  },
  {
    group: 'check',
    title: 'types of Kubernetes',
    command: ['node', 'scripts/kubernetes-types.ts', '--check'],
    remedy: 'make docs writes them anew',
  },
  {
    group: 'check',
    title: 'CRDs of the chart',
    command: ['node', 'scripts/crds.ts', '--check'],
    remedy: 'make docs writes them anew',
  },
  {
    group: 'unit',
    title: 'unit tests',
    command: [
      'node',
      '--test',
      '--test-timeout=60000',
      '--test-reporter=dot',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${unitReport}`,
      '{engine,lab,certs,steps,scripts,bench,deploy}/**/*.test.ts',
    ],
  },
  {
    group: 'unit',
    title: 'unit tests, portable transport',
    command: [
      'node',
      '--test',
      '--test-timeout=60000',
      '--test-reporter=dot',
      'engine/{http,tcp,tls,transport}/**/*.test.ts',
    ],
    env: PORTABLE,
  },
  {
    group: 'features',
    title: 'scenarios',
    command: ['node', 'bin/ingress-lab.js', 'test', ...UNDER_TEST, '--coverage-fail-under', '95'],
    remedy: 'reports/coverage/coverage.html shows what no scenario reached, if that is what failed',
  },
  {
    group: 'features',
    title: 'scenarios, portable transport',
    command: ['node', 'bin/ingress-lab.js', 'test', ...UNDER_TEST, '--no-coverage'],
    note: 'portable transport',
    env: PORTABLE,
  },
  {
    group: 'features',
    title: 'scenarios, in virtual time',
    command: ['node', 'bin/ingress-lab.js', 'test', ...UNDER_TEST, '--no-coverage'],
    note: 'simulated',
    env: { INGRESS_LAB_WORLD: 'simulated' },
    remedy: 'docs/simulated-world.md says what it is',
  },
  {
    group: 'docs',
    title: 'console examples',
    command: ['node', 'scripts/console-docs.ts', '--check'],
    remedy: 'make docs writes what the commands print now',
  },
  { group: 'package', title: 'package, in a repository of its own', command: ['node', 'scripts/package.ts'] },
  {
    group: 'containers',
    title: 'scenarios in containers',
    command: ['node', 'bin/ingress-lab.js', 'test', ...UNDER_TEST, '--no-coverage'],
    note: 'containers',
    env: { INGRESS_LAB_WORLD: 'containers' },
    remedy: 'docs/containers-world.md says what it needs',
  },
  {
    group: 'worlds',
    title: 'scenarios, simulated, embedded and in containers',
    command: [
      'node',
      'bin/ingress-lab.js',
      'worlds',
      ...UNDER_TEST,
      '--worlds',
      'simulated,embedded,containers',
    ],
    remedy: 'each scenario is to hold in all worlds; docs/containers-world.md says what containers need',
  },
];

// Ctrl-C is for what runs, too: it removes what it has made, and is waited for.
process.on('SIGINT', () => {});

const wanted = new Set(process.argv.slice(2));
let closing = '';
try {
  for (const stage of STAGES) {
    if (wanted.size > 0 ? !wanted.has(stage.group) : ON_DEMAND.has(stage.group)) continue;
    const began = performance.now();
    process.stdout.write(`\n== ${stage.title}\n`);
    const { code, counts, lastLine } = await run(stage.command, stage.env);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (code !== 0) {
      process.stdout.write(
        `\n${stage.title} failed after ${seconds} s${stage.remedy ? `: ${stage.remedy}` : ''}\n`,
      );
      process.exitCode = code;
      break;
    }
    process.stdout.write(`${stage.title}: ok in ${seconds} s\n`);
    const note = stage.note ? ` (${stage.note})` : '';
    if (stage.title === 'unit tests') closing += await unitCounts();
    if (stage.group === 'features' || stage.group === 'containers') closing += `${counts}${note}\n`;
    if (stage.group === 'package') closing += `${lastLine}\n`;
    if (stage.group === 'worlds') closing += `worlds: ${lastLine}\n`;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
process.stdout.write(`\n${closing}`);

/** Runs a command, passes its output through, and keeps its last line and the one with the counts of scenarios, if there is one. */
function run(
  [program = '', ...args]: readonly string[],
  extra: Stage['env'] = {},
): Promise<{ code: number; counts: string; lastLine: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...extra, PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}` };
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    let tail = '';
    // A test that failed may leave something open that keeps its process alive.
    const watchdog = setTimeout(() => {
      process.stdout.write(`\n${program} is ended: it has run for ${STAGE_LIMIT_MS / 60_000} minutes\n`);
      child.kill();
    }, STAGE_LIMIT_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      tail = (tail + chunk.toString()).slice(-5000);
    });
    child.once('error', reject);
    child.once('close', () => clearTimeout(watchdog));
    child.once('close', (code) =>
      resolve({
        code: code ?? 1,
        counts: /^scenarios: .*$/m.exec(tail)?.[0] ?? '',
        lastLine: tail.trimEnd().split('\n').at(-1) ?? '',
      }),
    );
  });
}

async function unitCounts(): Promise<string> {
  const tap = await readFile(unitReport, 'utf8');
  const count = (name: string): number =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? Number.NaN);
  const skipped = count('skipped');
  return `tests: ${count('pass')} passed, ${count('fail')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}
