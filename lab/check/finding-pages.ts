import { readdirSync, readFileSync } from 'node:fs';
import { packageRoot } from '../package-root.ts';

/** What docs/findings says about one kind of finding. */
export interface FindingPage {
  readonly code: string;
  /** What is wrong, in one or two sentences, on one line. */
  readonly summary: string;
  /** Of the page in this installation. */
  readonly url: string;
  /** The whole page, Markdown. */
  readonly text: string;
}

const FOLDER = new URL('docs/findings/', packageRoot);

/** All codes, in alphabetical order. */
export const findingCodes: readonly string[] = readdirSync(FOLDER)
  .filter((name) => /^[a-z0-9-]+\.md$/.test(name))
  .map((name) => name.replace(/\.md$/, ''))
  .sort();

/** undefined: there is no such code. */
export function findingPage(code: string): FindingPage | undefined {
  if (!findingCodes.includes(code)) return undefined;
  const url = new URL(`${code}.md`, FOLDER);
  const text = readFileSync(url, 'utf8');
  return { code, summary: summaryOf(text), url: url.href, text };
}

/** The first paragraph under the title. */
function summaryOf(text: string): string {
  const [, paragraph = ''] = text.split(/\n\s*\n/);
  return paragraph.trim().replace(/\s*\n\s*/g, ' ');
}
