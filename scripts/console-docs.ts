import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { consoleBlocks, type Example, withExamples } from './console-docs/blocks.ts';
import { normalized } from './console-docs/normalized.ts';
import { Stage } from './console-docs/stage.ts';

const HELP = `Usage: node scripts/console-docs.ts [--check] [PAGE...]

Runs the commands of the \`\`\`console blocks in README.md and docs/ (lines that begin with "$ ") and writes what they
print below them. Each block says where it runs, in a copy: \`\`\`console cwd=FOLDER setup=SCRIPT; without cwd, beside the
files that the page shows above it: \`\`\`yaml file="NAME"

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
  for (const page of positionals.length > 0 ? positionals : await pages()) {
    const text = await readFile(join(root, page), 'utf8');
    const blocks = await rerun(page, text);
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
  process.stdout.write(`console examples: ${commands} commands, ${verdict}\n`);
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

/** The examples of a page's blocks with what their commands print now. What only took another time stays as it is. */
async function rerun(page: string, text: string): Promise<Rerun[][]> {
  await using stages = new AsyncDisposableStack();
  const prepared = new Map<string, Stage>();
  const blocks: Rerun[][] = [];
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
      const changed = normalized(printed) !== normalized(output.trimEnd());
      examples.push({ command, line: block.line, output: changed ? printed : output, changed });
    }
    blocks.push(examples);
  }
  return blocks;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`console-docs: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
