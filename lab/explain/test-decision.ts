import { preview } from '../preview/preview.ts';
import { explain } from './explain.ts';
import { readQuestion, type WrittenQuestion } from './read-question.ts';
import type { Decision, Story } from './story.ts';

const FLAGS = ['--entrypoints.web.address=:80', '--entrypoints.websecure.address=:443'];

interface Asked extends Omit<WrittenQuestion, 'url'> {
  readonly count?: number;
  /** Beside web and websecure. */
  readonly flags?: readonly string[];
}

/** The story of a question, by a configuration of the file provider. */
export async function storyOf(dynamic: string, url: string, asked: Asked = {}): Promise<Story> {
  const { count = 1, flags = [], ...question } = asked;
  const subject = await preview([{ file: 'dynamic.yml', text: dynamic }], { flags: [...FLAGS, ...flags] });
  return await explain(subject, readQuestion({ url, ...question }), { count });
}

/** The decision of the one entry point that could take it. */
export async function decisionOf(dynamic: string, url: string, asked?: Asked): Promise<Decision> {
  const { decisions } = await storyOf(dynamic, url, asked);
  const [decision, ...others] = decisions;
  if (!decision || others.length > 0) throw new Error(`${decisions.length} entry points could take ${url}`);
  return decision;
}

/** Services with one server each: `shop` at `http://shop.test:80`. */
export function services(...names: string[]): string {
  return names
    .map((name) => `    ${name}: { loadBalancer: { servers: [{ url: "http://${name}.test:80" }] } }`)
    .join('\n');
}
