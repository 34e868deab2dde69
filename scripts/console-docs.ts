import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { consoleBlocks, type Example, withExamples } from './console-docs/blocks.ts';
import { normalized } from './console-docs/normalized.ts';
import { Stage } from './console-docs/stage.ts';

const HELP = `Usage: node scripts/console-docs.ts [--check] [PAGE...]

Runs the commands of the \`\`\`console blocks in README.md and docs/ (lines that begin with "$ ") and writes what they
print below them. Each block says where it runs, in a copy: \`\`\`console cwd=FOLDER setup=SCRIPT; without cwd, beside the
files that the page shows above it: \`\`\`yaml file="NAME". What a block says it writes=FILE,FILE is kept beside the page.
Times and seeds may differ, but in a block that says exact.

  --check   write nothing; exit 1 if a command prints something else than the page says
  --help    this text
`;

const root = fileURLToPath(new URL('../', import.meta.url));

/** The exit code: 0 all well, 1 `--check` found something. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { check: { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  let different = 0;
  let commands = 0;
  let files = 0;
  for (const page of positionals.length > 0 ? positionals : await pages()) {
    const text = await readFile(join(root, page), 'utf8');
    const { blocks, written } = await rerun(page, text);
    files += written.size;
    for (const [path, content] of written) {
      if (content === (await readFile(join(root, path), 'utf8').catch(() => undefined))) continue;
      different += 1;
      process.stdout.write(`${path}: the commands of ${page} write something else now\n\n`);
      if (!values.check) await writeFile(join(root, path), content);
    }
    commands += blocks.flat().length;
    const changed = blocks.flat().filter(({ changed }) => changed);
    different += changed.length;
    for (const { command, line, output } of changed) {
      process.stdout.write(`${page}:${line}: ${command} prints now:\n${output}\n\n`);
    }
    if (changed.length > 0 && !values.check) await writeFile(join(root, page), withExamples(text, blocks));
  }
  const verdict =
    different === 0
      ? 'as the pages say'
      : `${different} ${values.check ? 'not as the pages say: make docs' : 'written anew'}`;
  process.stdout.write(`console examples: ${commands} commands, ${files} files, ${verdict}\n`);
  return values.check && different > 0 ? 1 : 0;
}

async function pages(): Promise<string[]> {
  const names = await readdir(join(root, 'docs'), { recursive: true });
  return ['README.md', ...names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)].sort();
}

interface Rerun extends Example {
  readonly line: number;
  readonly changed: boolean;
}

/** What the commands of a page's blocks do now. */
interface RerunPage {
  /** The examples with what they print. What only took another time stays as it is. */
  readonly blocks: readonly (readonly Rerun[])[];
  /** The files that they write for the page, by their paths. */
  readonly written: ReadonlyMap<string, string>;
}

async function rerun(page: string, text: string): Promise<RerunPage> {
  await using stages = new AsyncDisposableStack();
  const prepared = new Map<string, Stage>();
  const blocks: Rerun[][] = [];
  const written = new Map<string, string>();
  for (const block of consoleBlocks(text)) {
    if (block.examples.length === 0)
      throw new Error(`${page}:${block.line}: a console block without a command`);
    const place = `${block.cwd} ${block.setup}`;
    const stage = prepared.get(place) ?? stages.use(await Stage.prepare(block, root));
    prepared.set(place, stage);
    await stage.add(block.files);
    const examples: Rerun[] = [];
    for (const { command, output } of block.examples) {
      const printed = await stage.output(command);
      const compared = block.exact ? (text: string) => text : normalized;
      const changed = compared(printed) !== compared(output.trimEnd());
      examples.push({ command, line: block.line, output: changed ? printed : output, changed });
    }
    blocks.push(examples);
    for (const name of block.writes ?? []) written.set(join(dirname(page), name), await stage.read(name));
  }
  return { blocks, written };
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`console-docs: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
