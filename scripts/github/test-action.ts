import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The part of action.yml that a run begins from. */
interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
}

/** What GitHub would have of a run. */
interface ActionRun {
  readonly code: number;
  readonly printed: string;
  readonly outputs: ReadonlyMap<string, string>;
  /** What the job's summary is after it, if an earlier step wrote `before`. */
  readonly summary: string;
}

/** A repository in an empty folder, and an action that runs in it as GitHub runs it. */
export class ActionRepository implements AsyncDisposable {
  readonly folder: string;
  readonly #runner: string;

  private constructor(folder: string, runner: string) {
    this.folder = folder;
    this.#runner = runner;
  }

  static async make(files: Readonly<Record<string, string>>): Promise<ActionRepository> {
    const scratch = await mkdtemp(join(tmpdir(), 'ingress-lab action-'));
    const repository = new ActionRepository(join(scratch, 'repository'), scratch);
    for (const [path, text] of Object.entries(files)) await repository.write(path, text);
    return repository;
  }

  async write(path: string, text: string, mode = 0o644): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), text, { mode });
  }

  /** As if npm had installed the package. */
  async install(): Promise<void> {
    const bin = join(this.folder, 'node_modules/.bin');
    await mkdir(bin, { recursive: true });
    await symlink(join(root, 'bin/ingress-lab.js'), join(bin, 'ingress-lab'));
  }

  /** Runs the script with these inputs, and the defaults of the others. @param path a folder that comes first in PATH */
  async run(inputs: Readonly<Record<string, string>>, path = '/nowhere'): Promise<ActionRun> {
    const action: ActionFile = parse(await readFile(join(root, 'action.yml'), 'utf8'));
    const given = Object.entries(action.inputs).map(([name, { default: value }]) => [
      `INPUT_${name.toUpperCase().replaceAll('-', '_')}`,
      inputs[name] ?? value,
    ]);
    const [output, summary] = [join(this.#runner, 'output'), join(this.#runner, 'summary')];
    await writeFile(output, '');
    await writeFile(summary, 'before\n');
    const env = {
      ...process.env,
      ...Object.fromEntries(given),
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      PATH: `${path}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    };
    const { code, printed } = await bash(join(root, '.github/action/run.sh'), this.folder, env);
    const outputs = outputsOf(await readFile(output, 'utf8'));
    return { code, printed, outputs, summary: await readFile(summary, 'utf8') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#runner, { recursive: true, force: true });
  }
}

/** Reads what a step wrote to GITHUB_OUTPUT: `name<<delimiter`, the value, the delimiter. */
function outputsOf(text: string): Map<string, string> {
  const blocks = text.matchAll(/^([\w-]+)<<(.+)\n([\s\S]*?)\n\2\n/gm);
  return new Map([...blocks].map(([, name = '', , value = '']) => [name, value]));
}

function bash(
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; printed: string }> {
  return new Promise((resolve, reject) => {
    execFile('bash', [script], { cwd, env, timeout: 50_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), printed: `${stdout}${stderr}` });
    });
  });
}
