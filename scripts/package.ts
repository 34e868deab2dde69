/**
 * Packs the project as it would be published, installs the package into a repository that has nothing but Node and npm,
 * and runs there what its users run: what works here from the sources must work there from `dist`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeScratchRepository } from './package/scratch-repository.ts';
import { VISITS, type Visit } from './package/visits.ts';

/** Milliseconds that one program may take. */
const PATIENCE_MS = 300_000;

interface Outcome {
  readonly code: number;
  readonly output: string;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const repository = await realpath(await mkdtemp(join(tmpdir(), 'ingress-lab-package-')));
let visited = 0;
try {
  await writeScratchRepository(root, repository);
  const tarball = await timed('packed', pack);
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await timed('installed', () => succeed('npm', ['install', '--save-dev', ...flags, tarball], repository));
  await timed('types', () => succeed(join(root, 'node_modules/.bin/tsc'), ['-p', repository], root));
  for (const visit of VISITS) {
    await timed(`ingress-lab ${visit.argv.join(' ')}`, () => pay(visit));
    visited += 1;
  }
  process.stdout.write(`package: ${visited} commands did what they should\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await rm(repository, { recursive: true, force: true });
}

/** The path of the tarball. */
async function pack(): Promise<string> {
  // What an earlier build left is in nobody's package.
  await rm(join(root, 'dist'), { recursive: true, force: true });
  const output = await succeed('npm', ['pack', '--json', '--pack-destination', repository], root);
  const [filename] = /ingress-lab-[\w.-]+\.tgz/.exec(output) ?? [];
  if (filename === undefined) throw new Error(`npm pack named no file:\n${output}`);
  return `./${filename}`;
}

async function pay({ argv, code: expected = 0, says }: Visit): Promise<void> {
  const { code, output } = await run('npx', ['--no-install', 'ingress-lab', ...argv], repository);
  const missing = says.filter((pattern) => !pattern.test(output));
  if (code === expected && missing.length === 0) return;
  const silent = missing.map((pattern) => `it does not say ${pattern}\n`).join('');
  throw new Error(
    `ingress-lab ${argv.join(' ')}: exit code ${code}, expected ${expected}\n${silent}${output}`,
  );
}

async function succeed(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await run(program, args, cwd);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed with exit code ${code}:\n${output}`);
  return output;
}

/** Node comes first on the PATH: this one, whichever others there are. */
function run(program: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, timeout: PATIENCE_MS }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      if (!error) resolve({ code: 0, output });
      else if (typeof error.code === 'number') resolve({ code: error.code, output });
      else reject(new Error(`${program} ${args.join(' ')}: ${error.message}\n${output}`));
    });
  });
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}\n`);
  return result;
}
