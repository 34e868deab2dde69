import { parseArgs } from 'node:util';
import { type StepReferencePlaces, stepReference } from '../vocabulary/markdown.ts';
import { readVocabulary } from '../vocabulary/read-vocabulary.ts';
import { select } from '../vocabulary/select.ts';
import { vocabularySources, whyStepsFail } from '../vocabulary/step-files.ts';
import { vocabularyJson, vocabularyText } from '../vocabulary/text.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { type CommandStreams, EXIT, UsageError } from './command.ts';

const HELP = `Usage: ingress-lab steps [WORD...] [options]

Lists the steps that scenarios are written with, each with an example: those that come with the lab, and
your own from steps/ in the working directory. With words, only the steps that speak of all of them.

  --format F   text (default), json or markdown
  --help       this text

Exit codes: 0 ok, 1 no step speaks of that, 2 usage, or steps or features that cannot be read.
`;

const PLACES: StepReferencePlaces = { command: 'ingress-lab steps --format markdown' };

const FORMATS: Readonly<Record<string, (vocabulary: Vocabulary) => string>> = {
  text: vocabularyText,
  json: vocabularyJson,
  markdown: (vocabulary) => stepReference(vocabulary, PLACES),
};

/** `ingress-lab steps` */
export async function stepsCommand(
  argv: readonly string[],
  { stdout, stderr }: CommandStreams,
): Promise<number> {
  const { values, positionals: words } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'text' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    stdout.write(HELP);
    return EXIT.ok;
  }
  const write = FORMATS[values.format];
  if (!write) throw new UsageError(`--format ${values.format}: write text, json or markdown`);
  const vocabulary = await readVocabulary(vocabularySources()).catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? whyStepsFail(error) : String(error), { cause: error });
  });
  const selected = select(vocabulary, words);
  if (selected.groups.length > 0) {
    stdout.write(write(selected));
    return EXIT.ok;
  }
  stderr.write(`ingress-lab steps: no step speaks of ${words.join(' and ')}; without words all are listed\n`);
  return EXIT.failed;
}
