import { requestText } from '../requests/request.ts';
import type { UnreadLine } from '../requests/request-list.ts';
import { CHANGES, type Change, type Difference } from './compare.ts';
import type { RouterName } from './outcome.ts';
import { type ChangeGroup, hangsOnRequest, type Review, type Tally } from './review.ts';

/** What a report tells besides the review itself. */
export interface ReportSubject {
  readonly review: Review;
  /** What was compared: `main:k8s`. */
  readonly before: string;
  readonly after: string;
  /** Where requests come from: `access.log (access log)`, `the rules of both sides`. */
  readonly sources: readonly string[];
  readonly unread: { readonly count: number; readonly lines: readonly UnreadLine[] };
  /** What else a reader should know: `12 errors in the manifests after: ingress-lab check k8s`. */
  readonly notes: readonly string[];
}

/** What each kind of change means. */
export const MEANING: Readonly<Record<Change, string>> = {
  lost: 'was answered by a service, and is not any more',
  gained: 'is answered by a service, and was not',
  secured: 'other TLS, authentication, addresses let in, or entry points',
  routed: 'another service or workload answers',
  rewritten: 'the server sees another request, or the client another answer',
  balanced: 'other weights, mirrors or choice of the server',
};

/** `1,204`. */
export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

/** `3 requests, made 1,204 times`. */
export function tallyText({ distinct, total }: Tally): string {
  const requests = `${grouped(distinct)} ${distinct === 1 ? 'request' : 'requests'}`;
  return total === distinct ? requests : `${requests}, made ${grouped(total)} times`;
}

/** The review for a terminal. */
export function reviewText({ review, before, after, sources, unread, notes }: ReportSubject): string {
  const lines = [
    `before  ${before}`,
    `after   ${after}`,
    `asked   ${tallyText(review.all)}, from ${sources.join(', ')}`,
    '',
    ...CHANGES.filter((change) => review.changes[change].distinct > 0).map(
      (change) => `${change.padEnd(9)}  ${tallyText(review.changes[change])}: ${MEANING[change]}`,
    ),
    `unchanged  ${tallyText(review.unchanged)}`,
    ...renamedLine(review),
  ];
  for (const group of review.groups) lines.push('', ...groupLines(group));
  if (unread.count > 0) lines.push('', ...unreadLines(unread));
  if (notes.length > 0) lines.push('', ...notes.map((note) => `note: ${note}`));
  return `${lines.join('\n')}\n`;
}

/** `(renamed: …)`, if there is one. */
export function renamedLine({ renamed }: Review): string[] {
  if (renamed.length === 0) return [];
  const pairs = renamed.slice(0, 3).map(({ before, after }) => `${before} -> ${after}`);
  const more = renamed.length > pairs.length ? `, and ${renamed.length - pairs.length} more` : '';
  return [`renamed    ${pairs.join(', ')}${more}: nothing changes for requests`];
}

/** What could not be read, each line with what was expected there. */
export function unreadLines({ count, lines }: ReportSubject['unread']): string[] {
  const more = count - lines.length;
  return [
    `${grouped(count)} ${count === 1 ? 'line is' : 'lines are'} no request and ${count === 1 ? 'was' : 'were'} left out:`,
    ...lines.map(({ place, expected }) => `  ${place}: expected ${expected}`),
    ...(more > 0 ? [`  and ${grouped(more)} more`] : []),
  ];
}

function groupLines(group: ChangeGroup): string[] {
  const { change, examples, entryPoints, differences, distinct } = group;
  const [first, ...others] = examples;
  if (first === undefined) return [];
  const times = first.count === 1 ? '' : `, made ${grouped(first.count)} times`;
  const width = Math.max(...differences.map(({ subject }) => subject.length));
  return [
    `${change}: ${requestText(first.question)}${times} (${first.place})`,
    ...others.map(({ question }) => `  and ${requestText(question)}`),
    ...(distinct > examples.length
      ? [
          `  and ${grouped(distinct - examples.length)} more; all of these were made ${grouped(group.total)} times`,
        ]
      : []),
    `  at ${entryPoints.join(' and ')}`,
    ...routerLines(group).map((line) => `  ${line}`),
    ...differences.map(
      (difference) => `  ${difference.subject.padEnd(width)}  ${sides(difference, distinct)}`,
    ),
  ];
}

/** `a -> b`, and of which request if each of several has its own. */
function sides(difference: Difference, requests: number): string {
  const { before, after } = difference;
  return `${before} -> ${after}${requests > 1 && hangsOnRequest(difference) ? ' (of the first)' : ''}`;
}

/** The routers that took the requests, and where they are written. */
export function routerLines({ before, after }: Pick<ChangeGroup, 'before' | 'after'>): string[] {
  const [was, is] = [routerText(before), routerText(after)];
  return was === is ? [`router ${was}`] : [`router ${was}`, `    -> ${is}`];
}

function routerText(router: RouterName | undefined): string {
  if (router === undefined) return 'none';
  const { name, position } = router;
  return position === undefined ? name : `${name} at ${position.file}:${position.line}:${position.column}`;
}
