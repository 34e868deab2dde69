import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { styleText } from 'node:util';
import {
  type Diagnostic,
  type ManifestText,
  parseFlags,
  type Resource,
  readManifestTexts,
} from '../../engine/core.ts';
import { type CheckOptions, check } from '../check/check.ts';
import { findingCodes, findingPage } from '../check/finding-pages.ts';
import { formatReport, type Paint } from '../check/formats/index.ts';
import { type Mended, mend } from '../check/mend.ts';
import { type CheckReport, isGood, summaryOf } from '../check/report.ts';
import { CHECK_HELP, type CheckCommandOptions, parseCheckOptions } from './check-options.ts';
import { type CommandStreams, EnvironmentError, EXIT, UsageError } from './command.ts';
import { version } from './version.ts';

/** What came through a pipe has no file. */
const STDIN = '<stdin>';

/** `ingress-lab check` */
export async function checkCommand(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const options = parseCheckOptions(argv);
  const { stdout } = streams;
  if (options.help) stdout.write(CHECK_HELP);
  else if (options.codes) stdout.write(codeList());
  else if (options.explain !== undefined) stdout.write(pageOf(options.explain));
  else return checkManifests(options, streams);
  return EXIT.ok;
}

async function checkManifests(options: CheckCommandOptions, streams: CommandStreams): Promise<number> {
  options.ignore.forEach(pageOf);
  const given = await readTexts(options, streams);
  const files = given.map(({ file }) => file);
  let objects = 0;
  const find = async (texts: readonly ManifestText[]): Promise<Diagnostic[]> => {
    const found = await check(texts, {
      ...checkOptions(options),
      onPreview: (preview) => {
        objects = writtenObjects(preview.resources, new Set(files));
      },
    });
    return found.filter(({ code }) => !options.ignore.includes(code));
  };
  const { texts, mended, diagnostics } = options.fix
    ? await mend(given, find)
    : { texts: given, mended: [], diagnostics: await find(given) };
  if (objects === 0 && diagnostics.length === 0) {
    throw new UsageError(`there is no object in ${files.join(', ')}`);
  }
  const { strict } = options;
  const report: CheckReport = { files, objects, diagnostics, strict };
  if (options.fix) await keep(given, texts, streams);
  const printsText = options.fix && files.includes(STDIN);
  await tell(report, mended, options, printsText ? streams.stderr : streams.stdout);
  return isGood(report) ? EXIT.ok : EXIT.failed;
}

/** Pods and endpoints that controllers make are written nowhere. */
function writtenObjects(resources: readonly Resource[], files: ReadonlySet<string>): number {
  const origins = resources.flatMap(({ origin }) =>
    origin.editor && files.has(origin.file) ? [origin] : [],
  );
  return new Set(origins).size;
}

function checkOptions({ flags, namespace, partial, limits, controllers }: CheckCommandOptions): CheckOptions {
  return { flags, partial, limits, controllers, ...(namespace === undefined ? {} : { namespace }) };
}

async function readTexts(
  { paths: named, flags }: CheckCommandOptions,
  { stdin }: CommandStreams,
): Promise<ManifestText[]> {
  const paths = [...named, ...parseFlags(flags).filePaths];
  const piped = paths.includes('-') || paths.length === 0;
  if (piped && (!stdin || (paths.length === 0 && stdin.isTTY))) {
    throw new UsageError('name a file or a folder of manifests, or send some through a pipe');
  }
  const files = paths.filter((path) => path !== '-');
  for (const path of files) {
    if (!existsSync(path)) throw new UsageError(`there is no file or folder ${path}`);
  }
  const texts = await readManifestTexts(files).catch((error: unknown) => {
    throw new EnvironmentError(
      `a manifest cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  });
  const fromPipe = piped && stdin ? [{ file: STDIN, text: await readAll(stdin) }] : [];
  if (texts.length === 0 && fromPipe.length === 0) {
    throw new UsageError(
      `there is no manifest of Kubernetes or Traefik in ${files.join(', ')}; if it is a Helm chart, check what it renders: helm template NAME CHART | ingress-lab check`,
    );
  }
  return [...texts, ...fromPipe];
}

/** Writes what was mended where it came from: a pipe's text goes on through the pipe. */
async function keep(
  before: readonly ManifestText[],
  after: readonly ManifestText[],
  { stdout }: CommandStreams,
): Promise<void> {
  for (const [index, { file, text }] of after.entries()) {
    if (file === STDIN) stdout.write(text);
    else if (text !== before[index]?.text) await write(file, text);
  }
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw new EnvironmentError(`cannot write ${file}: ${error instanceof Error ? error.message : error}`);
  });
}

async function tell(
  report: CheckReport,
  mended: readonly Mended[],
  { format, output }: CheckCommandOptions,
  stream: NodeJS.WritableStream,
): Promise<void> {
  const paint: Paint = (style, text) => styleText(style, text, { stream });
  if (format === 'text') stream.write(mended.map((one) => mendedLines(one, paint)).join(''));
  if (output === undefined) {
    stream.write(formatReport(report, format, { version: version(), paint }));
    return;
  }
  await write(output, formatReport(report, format, { version: version(), paint: (_style, text) => text }));
  stream.write(`${summaryOf(report)}\n`);
}

function mendedLines({ finding: { position, code, fix }, before, after }: Mended, paint: Paint): string {
  const where = position ? `${position.file}:${position.line}:${position.column}: ` : '';
  const lines = [
    `${paint('bold', where)}mended[${code}] ${fix?.title}`,
    ...before.map((line) => paint('red', `  - ${line}`)),
    ...after.map((line) => paint('green', `  + ${line}`)),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** @throws UsageError for a code that there is not */
function pageOf(code: string): string {
  const page = findingPage(code);
  if (page) return page.text;
  throw new UsageError(`there is no finding "${code}"; ingress-lab check --codes lists them`);
}

function codeList(): string {
  const width = Math.max(...findingCodes.map((code) => code.length));
  return findingCodes
    .map((code) => `${code.padEnd(width)}  ${findingPage(code)?.summary ?? ''}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}
