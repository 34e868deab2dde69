import { parseFlags } from '../../engine/core.ts';
import { explain } from '../explain/explain.ts';
import { readQuestion } from '../explain/read-question.ts';
import type { Story } from '../explain/story.ts';
import { preview } from '../preview/preview.ts';
import type { ExplainCommandOptions } from './explain-options.ts';
import { manifestTexts } from './manifest-texts.ts';

/** Explains what becomes of a request by manifests that nobody runs. Apart from the command: a lab is asked without all this. */
export async function explainManifests(
  options: Pick<ExplainCommandOptions, 'manifests' | 'flags' | 'namespace' | 'question' | 'count'>,
): Promise<Story> {
  const { manifests, flags, namespace, question, count } = options;
  const asked = readQuestion(question);
  const { filePaths } = parseFlags(flags);
  const texts = await manifestTexts([...manifests, ...filePaths]);
  const subject = await preview(texts, { flags, ...(namespace !== undefined && { namespace }) });
  return await explain(subject, asked, { count });
}
