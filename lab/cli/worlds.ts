import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { closingSentence } from '../world-table/closing.ts';
import { runInWorld } from '../world-table/run-world.ts';
import { tableJson } from '../world-table/table-json.ts';
import { tableMarkdown } from '../world-table/table-markdown.ts';
import { tableText } from '../world-table/table-text.ts';
import { type WorldRun, worldTable } from '../world-table/world-table.ts';
import { type CommandStreams, EnvironmentError, EXIT } from './command.ts';
import { parseWorldsOptions, WORLDS_HELP } from './worlds-options.ts';

const FORMATS = { text: tableText, markdown: tableMarkdown, json: tableJson } as const;

const PROGRAM = fileURLToPath(new URL('bin/ingress-lab.js', packageRoot));

/** With these a run has looked at scenarios; any other says why it has not. */
const LOOKED: readonly number[] = [EXIT.ok, EXIT.failed, EXIT.noScenarios];

/** `ingress-lab worlds` */
export async function worldsCommand(
  argv: readonly string[],
  { stdout, stderr }: CommandStreams,
): Promise<number> {
  const options = parseWorldsOptions(argv);
  if (options === 'help') {
    stdout.write(WORLDS_HELP);
    return EXIT.ok;
  }
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const runs: WorldRun[] = [];
    for (const place of options.places) {
      stderr.write(`\n${place.name}\n`);
      const { exitCode, ...run } = await runInWorld(place, {
        program: PROGRAM,
        argv: options.argv,
        progress: stderr,
        signal: stopped.signal,
      });
      if (stopped.signal.aborted) return EXIT.aborted;
      if (!LOOKED.includes(exitCode)) {
        stderr.write(
          `ingress-lab worlds: there is no table, since ${place.name} ended with exit code ${exitCode}\n`,
        );
        return exitCode;
      }
      runs.push(run);
    }
    const table = worldTable(runs);
    const text = FORMATS[options.format](table, options.all);
    if (options.output === undefined) stdout.write(`\n${text}`.slice(options.format === 'text' ? 0 : 1));
    else {
      await write(options.output, text);
      stdout.write(`${closingSentence(table)}\n`);
    }
    if (table.features.length === 0) return EXIT.noScenarios;
    if (table.holds) return EXIT.ok;
    stderr.write(`ingress-lab worlds: --seed ${options.seed} shuffles the same way again\n`);
    return EXIT.failed;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new EnvironmentError(`--output ${file}: ${error instanceof Error ? error.message : error}`);
  }
}
