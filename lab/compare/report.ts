import { requestText } from '../explain/requests/request.ts';
import type { ComparedRequest, Comparison, JudgedDifference } from './compare.ts';

/** What is not known, by request; with `all`, also what is. */
function shown({ differing }: Comparison, all: boolean): ComparedRequest[] {
  return differing
    .map((request) => ({ ...request, differences: request.differences.filter(({ known }) => all || !known) }))
    .filter(({ differences }) => differences.length > 0);
}

/** How many requests differ in a way that nobody knows. */
export function unknownCount(comparison: Comparison): number {
  return shown(comparison, false).length;
}

/** For people. */
export function compareText(comparison: Comparison, all: boolean): string {
  const { compared, left, differing, names } = comparison;
  const unknown = unknownCount(comparison);
  const [one, other] = names;
  const width = Math.max(one.length, other.length);
  const blocks = shown(comparison, all).map(({ request, place, differences }) =>
    [
      `${requestText(request)}  (${place})`,
      ...differences.flatMap((difference) => [
        `  ${title(difference)}`,
        `    ${one.padEnd(width)}  ${difference.one}`,
        `    ${other.padEnd(width)}  ${difference.other}`,
      ]),
    ].join('\n'),
  );
  const reasons = new Map(
    differing.flatMap(({ differences }) =>
      differences.flatMap(({ known }) => (known ? [[known.id, known.reason]] : [])),
    ),
  );
  const known = [...reasons].map(([id, reason]) => `  ${id}: ${reason}`);
  const summary = [
    `${compared} requests were sent to ${one} and ${other}: ${unknown} differ`,
    ...(left > 0
      ? [`${left} were not sent: only HTTP requests to entry points that are there are compared`]
      : []),
    ...(known.length > 0 ? [`known differences${all ? '' : ' (--all shows them)'}:`, ...known] : []),
  ].join('\n');
  return `${[...blocks, summary].join('\n\n')}\n`;
}

function title({ aspect, about, known }: JudgedDifference): string {
  const what = about === undefined ? aspect : `${aspect}: ${about}`;
  return known ? `${what} (known: ${known.id})` : what;
}

/** For programs. */
export function compareJson(comparison: Comparison, all: boolean): string {
  const { names, compared, left } = comparison;
  const differing = shown(comparison, all).map(({ request, place, differences }) => ({
    request: requestText(request),
    place,
    differences: differences.map(({ known, ...difference }) => ({
      ...difference,
      ...(known && { known: known.id, reason: known.reason }),
    })),
  }));
  const report = { targets: names, compared, notSent: left, unknown: unknownCount(comparison), differing };
  return `${JSON.stringify(report, null, 2)}\n`;
}
