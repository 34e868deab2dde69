import type { Story } from '../explain/story.ts';
import { textStory } from '../explain/text.ts';
import { type CommandStreams, EXIT } from './command.ts';
import { EXPLAIN_HELP, type ExplainCommandOptions, parseExplainOptions } from './explain-options.ts';

/** `ingress-lab explain` */
export async function explainCommand(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const { stdout } = streams;
  if (argv.some((argument) => /^--diff(=|$)/.test(argument))) {
    return await (await import('./explain-diff.ts')).explainDiffCommand(argv, streams);
  }
  const options = parseExplainOptions(argv);
  if (options.help) {
    stdout.write(EXPLAIN_HELP);
    return EXIT.ok;
  }
  const story = await (options.lab === undefined ? ofManifests(options) : ofLab(options, options.lab));
  stdout.write(await formatted(story, options, stdout));
  return story.decisions.some(({ router }) => router !== undefined) ? EXIT.ok : EXIT.failed;
}

async function ofManifests(options: ExplainCommandOptions): Promise<Story> {
  return await (await import('./explain-manifests.ts')).explainManifests(options);
}

async function ofLab({ question, count }: ExplainCommandOptions, lab: string): Promise<Story> {
  return await (await import('../explain/ask-lab.ts')).askLab(lab, question, count);
}

async function formatted(
  story: Story,
  { format }: ExplainCommandOptions,
  stdout: NodeJS.WritableStream,
): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(story, null, 2)}\n`;
    case 'svg':
      return (await import('../explain/svg.ts')).svgStory(story);
    case 'text':
      return textStory(story, { colours: showsColours(stdout) });
  }
}

/** Terminals do, unless their user does not want them (https://no-color.org). */
function showsColours(stdout: NodeJS.WritableStream): boolean {
  return 'isTTY' in stdout && stdout.isTTY === true && !process.env['NO_COLOR'];
}
