import { requestText } from '../requests/request.ts';
import { CHANGES } from './compare.ts';
import {
  grouped,
  MEANING,
  type ReportSubject,
  renamedLine,
  routerLines,
  tallyText,
  unreadLines,
} from './report.ts';
import { type ChangeGroup, hangsOnRequest } from './review.ts';

/** Comments of pull requests have a limit; GitHub's is 65,536 characters. */
const MOST_GROUPS = 50;

/** The review as a comment of a pull request. */
export function reviewMarkdown({ review, before, after, sources, unread, notes }: ReportSubject): string {
  const changed = CHANGES.filter((change) => review.changes[change].distinct > 0);
  const title = changed.length === 0 ? 'No request fares differently' : 'Requests fare differently';
  const lines = [
    `### Ingress: ${title}`,
    '',
    `${code(before)} → ${code(after)}: ${tallyText(review.all)}, from ${sources.map(code).join(', ')}.`,
    '',
    '| | requests | made | |',
    '| --- | ---: | ---: | --- |',
    ...changed.map((change) => {
      const { distinct, total } = review.changes[change];
      return `| **${change}** | ${grouped(distinct)} | ${grouped(total)} | ${MEANING[change]} |`;
    }),
    `| unchanged | ${grouped(review.unchanged.distinct)} | ${grouped(review.unchanged.total)} | |`,
    '',
  ];
  for (const group of review.groups.slice(0, MOST_GROUPS)) lines.push(...groupLines(group), '');
  if (review.groups.length > MOST_GROUPS)
    lines.push(
      `And ${grouped(review.groups.length - MOST_GROUPS)} more differences: see \`--format json\`.`,
      '',
    );
  for (const text of [...renamedLine(review), ...notes]) lines.push(`- ${escaped(text)}`);
  if (unread.count > 0) lines.push('', fenced(unreadLines(unread)));
  return `${lines.join('\n').trimEnd()}\n`;
}

function groupLines(group: ChangeGroup): string[] {
  const { change, examples, distinct, total, differences, entryPoints } = group;
  const [first] = examples;
  if (first === undefined) return [];
  const more = distinct > 1 ? ` and ${grouped(distinct - 1)} more` : '';
  const times = total > distinct ? ` ×${grouped(total)}` : '';
  const own = distinct > 1 && differences.some(hangsOnRequest);
  const summary = `<b>${change}</b> <code>${html(requestText(first.question))}</code>${more}${times}`;
  return [
    `<details><summary>${summary}</summary>`,
    '',
    `At ${entryPoints.map(code).join(' and ')}; first in ${code(first.place)}${own ? ', whose values are shown' : ''}.`,
    '',
    '| | before | after |',
    '| --- | --- | --- |',
    ...differences.map(
      ({ subject, before, after }) => `| ${escaped(subject)} | ${cell(before)} | ${cell(after)} |`,
    ),
    '',
    fenced([...routerLines(group), ...examples.slice(1).map(({ question }) => requestText(question))]),
    '</details>',
  ];
}

/** Of what others wrote, nothing may end the code that it stands in. */
function code(text: string): string {
  const marks = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  const blank = /^`|`$/.test(text) ? ' ' : '';
  return `${marks}${blank}${text.replace(/\s+/g, ' ')}${blank}${marks}`;
}

function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

function fenced(lines: readonly string[]): string {
  return ['~~~~', ...lines.map((line) => line.replace(/^~{4,}/, ' $&')), '~~~~'].join('\n');
}

function escaped(text: string): string {
  return html(text).replace(/[\\`*_|[\]]/g, '\\$&');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
