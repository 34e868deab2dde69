import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findings } from '../lab/vocabulary/findings.ts';
import { stepReference } from '../lab/vocabulary/markdown.ts';
import { readVocabulary } from '../lab/vocabulary/read-vocabulary.ts';

const HELP = `Usage: node scripts/steps.ts [--check]

Writes docs/steps.md from the steps in steps/, the features in features/ and the comments beside them.

  --check   write nothing; exit 1 if docs/steps.md is out of date, a step is used by no feature, two steps match
            the same text of a feature, or two steps of a file say the same
  --help    this text
`;

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const REFERENCE = 'docs/steps.md';

/** The exit code: 0 all well, 1 `--check` found something. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const vocabulary = await readVocabulary({
    root: ROOT,
    steps: ['steps/**/!(*.test).ts'],
    features: ['features/**/*.feature'],
  });
  const problems = findings(vocabulary);
  const written = stepReference(vocabulary, { command: 'node scripts/steps.ts', root: '../' });
  if (!values.check) {
    await writeFile(`${ROOT}${REFERENCE}`, written);
    process.stdout.write(`${REFERENCE}: ${vocabulary.groups.flatMap(({ steps }) => steps).length} steps\n`);
  } else if ((await readFile(`${ROOT}${REFERENCE}`, 'utf8').catch(() => '')) !== written) {
    problems.unshift(`${REFERENCE}: out of date; run: node scripts/steps.ts`);
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return values.check && problems.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`steps: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
