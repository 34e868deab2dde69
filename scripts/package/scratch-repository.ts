import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The page whose example the repository is. */
const PAGE = 'docs/own-repository.md';

/** Its manifests. */
const MANIFESTS = 'fixtures/walkthroughs/own-repository';

/** How the types of steps in TypeScript are checked. */
const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  },
  include: ['steps'],
};

/** Files of a page: fenced blocks that say `file="steps/mine.mjs"`. */
export function filesOf(page: string): Map<string, string> {
  const blocks = page.matchAll(/^```\w+ file="([^"]+)"\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, path = '', text = '']) => [path, text]));
}

/** Writes the repository of `docs/own-repository.md`, as its reader has it, into an empty folder. */
export async function writeScratchRepository(root: string, folder: string): Promise<void> {
  await cp(join(root, MANIFESTS), folder, { recursive: true });
  const files = filesOf(await readFile(join(root, PAGE), 'utf8'));
  if (files.size === 0) throw new Error(`${PAGE} has no block with a file's name`);
  for (const [path, text] of [...files, ['tsconfig.json', JSON.stringify(TSCONFIG)] as const]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
