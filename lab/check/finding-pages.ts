import { readFileSync } from 'node:fs';
import { FINDING_CODES, type FindingGravity } from '../../engine/core.ts';
import { packageRoot } from '../package-root.ts';

/** What docs/findings says about one kind of finding. */
export interface FindingPage {
  readonly code: string;
  readonly gravity: FindingGravity;
  /** What is wrong, in one or two sentences, on one line. */
  readonly summary: string;
  /** Of the page in this installation. */
  readonly url: string;
  /** The whole page, Markdown. */
  readonly text: string;
}

/** All codes, in alphabetical order. */
export const findingCodes: readonly string[] = Object.keys(FINDING_CODES);

/** undefined: there is no such code, or no page about it. */
export function findingPage(code: string): FindingPage | undefined {
  const gravity = new Map<string, FindingGravity>(Object.entries(FINDING_CODES)).get(code);
  if (gravity === undefined) return undefined;
  const url = new URL(`docs/findings/${code}.md`, packageRoot);
  const text = textOf(url);
  return text === undefined ? undefined : { code, gravity, summary: summaryOf(text), url: url.href, text };
}

/** The pages of all codes, in alphabetical order. */
export function findingPages(): FindingPage[] {
  return findingCodes.flatMap((code) => findingPage(code) ?? []);
}

function textOf(url: URL): string | undefined {
  try {
    return readFileSync(url, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The first paragraph under the title. */
function summaryOf(text: string): string {
  const [, paragraph = ''] = text.split(/\n\s*\n/);
  return paragraph.trim().replace(/\s*\n\s*/g, ' ');
}
