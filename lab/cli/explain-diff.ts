import { existsSync } from 'node:fs';
import { type ManifestText, parseFlags } from '../../engine/core.ts';
import { diff } from '../explain/diff/diff.ts';
import { reviewJson } from '../explain/diff/json.ts';
import { reviewMarkdown } from '../explain/diff/markdown.ts';
import { relevanceOf } from '../explain/diff/relevance.ts';
import { grouped, type ReportSubject, reviewText } from '../explain/diff/report.ts';
import type { Review } from '../explain/diff/review.ts';
import { readManifestsAt } from '../explain/diff/revision.ts';
import { addRequestsOfRules } from '../explain/requests/from-rules.ts';
import { readWords } from '../explain/requests/plain-line.ts';
import {
  type ReadOptions,
  type RequestFormat,
  readRequestFile,
  readRequestStream,
} from '../explain/requests/read-requests.ts';
import { recordedRouters } from '../explain/requests/recorded-routers.ts';
import { RequestList } from '../explain/requests/request-list.ts';
import { type Preview, preview } from '../preview/preview.ts';
import { type CommandStreams, EnvironmentError, EXIT, UsageError } from './command.ts';
import {
  EXPLAIN_DIFF_HELP,
  type ExplainDiffOptions,
  parseExplainDiffOptions,
  type ReviewFormat,
} from './explain-diff-options.ts';
import { manifestPaths, manifestTexts } from './manifest-texts.ts';

const WRITERS: Readonly<Record<ReviewFormat, (subject: ReportSubject) => string>> = {
  text: reviewText,
  markdown: reviewMarkdown,
  json: reviewJson,
};

/** `ingress-lab explain --diff` */
export async function explainDiffCommand(
  argv: readonly string[],
  { stdout, stderr }: CommandStreams,
): Promise<number> {
  const written = parseExplainDiffOptions(argv);
  if (written.help) {
    stdout.write(EXPLAIN_DIFF_HELP);
    return EXIT.ok;
  }
  const options = { ...written, after: manifestPaths(written.after) };
  const before = await previewOf(options.before, options);
  const after = await previewOf(options.after, options);
  const { list, sources } = await requestsOf(options, before, after);
  if (list.requests.length === 0 && list.unreadCount === 0) {
    const nothing = `there is no request to compare in ${sources.join(', ')}: nothing was reviewed`;
    stderr.write(`ingress-lab explain: ${[nothing, ...notesOf(before, after, options)].join('; ')}\n`);
    return EXIT.noScenarios;
  }
  const review = await diff(before, after, list.requests);
  const subject: ReportSubject = {
    review,
    before: options.before.join(', '),
    after: options.after.join(', '),
    sources,
    unread: { count: list.unreadCount, lines: list.unread },
    notes: notesOf(before, after, options),
  };
  stdout.write(WRITERS[options.format](subject));
  if (list.requests.length === 0) return EXIT.noScenarios;
  return hasFailed(review, options) ? EXIT.failed : EXIT.ok;
}

function hasFailed({ changes }: Review, { failOn }: ExplainDiffOptions): boolean {
  return [...failOn].some((change) => changes[change].distinct > 0);
}

async function previewOf(
  paths: readonly string[],
  { after, flags, namespace }: ExplainDiffOptions,
): Promise<Preview> {
  const { filePaths } = parseFlags(flags);
  const texts = await Promise.all([...paths, ...filePaths].map((path) => textsOf(path, after)));
  return preview(texts.flat(), { flags, ...(namespace === undefined ? {} : { namespace }) });
}

/** @param others paths that a revision alone stands for */
async function textsOf(path: string, others: readonly string[]): Promise<ManifestText[]> {
  const [, revision, inside] = /^git:([^:]+)(?::(.+))?$/.exec(path) ?? [];
  if (revision === undefined) return manifestTexts([path]);
  if (inside === undefined && others.some((other) => other === '-' || other.startsWith('git:')))
    throw new UsageError(`${path}: write git:${revision}:PATH, as it is not told which files are meant`);
  const paths = inside === undefined ? others : [inside];
  return (await Promise.all(paths.map((one) => readManifestsAt(revision, one)))).flat();
}

async function requestsOf(options: ExplainDiffOptions, before: Preview, after: Preview) {
  const fromRules = options.requests.length === 0 && options.files.length === 0;
  const list = new RequestList({ countsRepeats: !fromRules });
  const sources: string[] = [];
  for (const words of options.requests) {
    const read = readWords(words);
    if (read !== undefined && 'expected' in read)
      throw new UsageError(`${words.join(' ')}: expected ${read.expected}`);
    list.add(read, () => 'the command line');
  }
  if (options.requests.length > 0) sources.push('the command line');
  const reading: ReadOptions = {
    relevance: relevanceOf([before, after]),
    routers: recordedRouters(before),
    ...(options.host === undefined ? {} : { host: options.host }),
  };
  for (const file of options.files) {
    if (file !== '-' && !existsSync(file)) throw new UsageError(`there is no file ${file}`);
    const format = await read(file, list, reading).catch((error: unknown) => {
      throw new EnvironmentError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
    });
    sources.push(`${file === '-' ? 'standard input' : file} (${format})`);
  }
  if (fromRules) {
    for (const side of [after, before]) addRequestsOfRules(side, list);
    sources.push('the rules of both sides');
  }
  return { list, sources };
}

function read(file: string, list: RequestList, options: ReadOptions): Promise<RequestFormat> {
  return file === '-'
    ? readRequestStream(process.stdin, 'standard input', list, options)
    : readRequestFile(file, list, options);
}

function notesOf(before: Preview, after: Preview, options: ExplainDiffOptions): string[] {
  const check = `: ingress-lab check ${options.after.join(' ')} shows them`;
  return [...errorNote('before', before, ''), ...errorNote('after', after, check)];
}

function errorNote(side: string, { diagnostics }: Preview, advice: string): string[] {
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (count === 0) return [];
  const errors = `${grouped(count)} ${count === 1 ? 'error' : 'errors'}`;
  return [`the manifests ${side} have ${errors}, and what has an error is not in force${advice}`];
}
