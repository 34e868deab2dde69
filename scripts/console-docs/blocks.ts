/** A command of an example, and what it prints below it. */
export interface Example {
  /** What is typed behind the `$`. */
  readonly command: string;
  readonly output: string;
}

/** A fenced block ```console of a page. */
export interface ConsoleBlock {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** The folder that the commands run in a copy of; absent: an empty one. */
  readonly cwd?: string;
  /** A script that fills that copy first: `node SCRIPT FOLDER`. */
  readonly setup?: string;
  /** What it prints is the same on every machine, times too. */
  readonly exact?: true;
  /** Files that the commands write and the page shows, by their names: they are kept beside the page. */
  readonly writes?: readonly string[];
  readonly examples: readonly Example[];
  /** Files that the page shows above it, ```yaml file="k8s/shop.yaml", the last of each name; for blocks without `cwd`. */
  readonly files: ReadonlyMap<string, string>;
}

interface Fence extends ConsoleBlock {
  /** Of the lines between the fences: the first, and the one behind the last, from 0. */
  readonly from: number;
  readonly to: number;
}

/** The blocks of a page, in order. */
export function consoleBlocks(page: string): ConsoleBlock[] {
  return fences(page.split('\n')).map(({ from: _from, to: _to, ...block }) => block);
}

/** The page with other examples in its blocks: as many blocks as it has. */
export function withExamples(page: string, blocks: readonly (readonly Example[])[]): string {
  const lines = page.split('\n');
  const found = fences(lines);
  for (const [index, { from, to }] of [...found.entries()].toReversed()) {
    lines.splice(from, to - from, ...(blocks[index] ?? []).flatMap(exampleLines));
  }
  return lines.join('\n');
}

function exampleLines({ command, output }: Example): string[] {
  return [`$ ${command}`, ...(output === '' ? [] : output.split('\n'))];
}

function fences(lines: readonly string[]): Fence[] {
  const found: Fence[] = [];
  const files = new Map<string, string>();
  let open: { readonly fence: string; readonly info: string; readonly at: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const [, fence = '', info = ''] = /^(`{3,})(.*)$/.exec(line) ?? [];
    if (fence === '') continue;
    if (open === undefined) open = { fence, info, at };
    else if (fence === open.fence && info === '') {
      const content = lines.slice(open.at + 1, at);
      const file = /\bfile="([^"]+)"/.exec(open.info)?.[1];
      if (file !== undefined) files.set(file, `${content.join('\n')}\n`);
      if (/^console\b/.test(open.info)) found.push(blockOf(open.info, open.at, content, new Map(files)));
      open = undefined;
    }
  }
  return found;
}

function blockOf(
  info: string,
  at: number,
  lines: readonly string[],
  files: ReadonlyMap<string, string>,
): Fence {
  const field = (name: string) => new RegExp(`\\b${name}=(\\S+)`).exec(info)?.[1];
  const [cwd, setup, writes] = [field('cwd'), field('setup'), field('writes')];
  const starts = lines.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
  const examples = starts.map((start, index) => ({
    command: (lines[start] ?? '').slice(2),
    output: lines.slice(start + 1, starts[index + 1]).join('\n'),
  }));
  return {
    line: at + 1,
    from: at + 1,
    to: at + 1 + lines.length,
    examples,
    files: cwd === undefined ? files : new Map(),
    ...(cwd === undefined ? {} : { cwd }),
    ...(setup === undefined ? {} : { setup }),
    ...(writes === undefined ? {} : { writes: writes.split(',') }),
    ...(/\bexact\b/.test(info) ? { exact: true } : {}),
  };
}
