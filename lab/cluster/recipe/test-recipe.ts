import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findHelm, findKubectl } from '../../clients/kubectl.ts';
import type { FoundProgram } from '../../clients/program.ts';
import { Terminal } from '../../clients/terminal.ts';
import { readTranscript, type TranscriptEntry } from '../../clients/transcript.ts';

const run = promisify(execFile);

/** Manifests that recipes share; they find it as manifests/. */
const MANIFESTS = fileURLToPath(new URL('manifests', import.meta.url));

/** The chart of the engine; they find it as engine-chart/. */
const CHART = fileURLToPath(new URL('../../../deploy/chart', import.meta.url));

/** A claim and the commands that show it. */
interface Section {
  readonly title: string;
  readonly commands: readonly TranscriptEntry[];
}

/**
 * What is typed into a terminal, and the files that it works on. As text, in the manner of Go's txtar: sections, each a line
 * `# what it shows` and a transcript below it; then files, each a line `-- NAME --` and its content.
 */
interface Recipe {
  readonly sections: readonly Section[];
  readonly files: ReadonlyMap<string, string>;
}

export async function readRecipe(name: string): Promise<Recipe> {
  const text = await readFile(new URL(`${name}.console`, import.meta.url), 'utf8');
  const [transcripts = '', ...rest] = text.split(/^-- (\S+) --\n/m);
  const files = new Map<string, string>();
  for (let at = 0; at < rest.length; at += 2) files.set(rest[at] ?? '', rest[at + 1] ?? '');
  const sections = transcripts
    .split(/^(?=# )/m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      const commands = readTranscript(lines.join('\n').trim());
      if (commands.length === 0) throw new Error(`${name}: a section without a command: ${title}`);
      return { title: title.slice(2), commands };
    });
  return { sections, files };
}

/** What a page shows, as a recipe: its ```shell-session blocks by heading, and its ```yaml file="NAME" blocks. */
export async function readPage(page: URL): Promise<Recipe> {
  const text = await readFile(page, 'utf8');
  const files = new Map(
    [...text.matchAll(/^```yaml file="([^"]+)"\n(.*?)^```$/gms)].map(([, name = '', content = '']) => [
      name,
      content,
    ]),
  );
  const sections = text.split(/^## /m).flatMap((part) => {
    const [title = ''] = part.split('\n');
    const shown = [...part.matchAll(/^```shell-session\n(.*?)^```$/gms)];
    const commands = shown.flatMap(([, transcript = '']) => readTranscript(transcript.trim()));
    return commands.length === 0 ? [] : [{ title, commands }];
  });
  return { sections, files };
}

const [kubectl, helm] = await Promise.all([findKubectl(), findHelm()]);
/** Of the version 1.33 of kubectl, 33. */
const minor = 'program' in kubectl ? await minorOf(kubectl.program) : 0;

async function minorOf(program: string): Promise<number> {
  const { stdout } = await run(program, ['version', '--client', '--output=json']);
  return Number(/"minor": "(\d+)/.exec(stdout)?.[1] ?? 0);
}

const reason = (found: FoundProgram): string | false => ('missing' in found ? found.missing : false);

/** For `skip`: why recipes cannot be tried, or false. */
export const missingKubectl = reason(kubectl);
export const missingHelm = reason(helm);

/** For `skip`: why a recipe `NAME-from-1.31` cannot be tried with this kubectl, or false. */
export function tooOldFor(recipe: string): string | false {
  const wanted = /-from-1\.(\d+)$/.exec(recipe)?.[1];
  return wanted !== undefined && minor < Number(wanted) && `kubectl 1.${minor} is older than 1.${wanted}`;
}

/** A shell of somebody who works in one namespace of the cluster that the kubeconfig leads to. */
export async function terminalIn(
  namespace: string,
  config: string,
  files: ReadonlyMap<string, string> = new Map(),
): Promise<Terminal> {
  const programs = Object.entries({ kubectl, helm }).flatMap(([name, found]) =>
    'program' in found ? [[name, found.program] as const] : [],
  );
  const terminal = await Terminal.open({
    programs: {
      ...Object.fromEntries(programs),
      during: fileURLToPath(new URL('during.sh', import.meta.url)),
    },
    home: { '.kube/config': config },
    folders: { manifests: MANIFESTS, 'engine-chart': CHART },
    env: { KUBECONFIG: undefined },
  });
  for (const [name, text] of files) await terminal.write(name, text);
  const { code, output } = await terminal.type(
    `kubectl create namespace ${namespace} && kubectl config set-context --current --namespace=${namespace}`,
  );
  if (code !== 0) throw new Error(`there is no namespace to work in: ${output}`);
  return terminal;
}
