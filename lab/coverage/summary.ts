import { type ItemKind, KINDS } from './item.ts';
import { type CoverageResult, type CoveredItem, percentOf, unreached } from './result.ts';

/** Items that a summary lists; the rest is in the reports. */
const LISTED = 10;

/** What one of a kind is called. */
const SINGULAR: Readonly<Record<ItemKind, string>> = {
  router: 'router',
  branch: 'branch',
  service: 'service',
  middleware: 'middleware',
  tlsOptions: 'TLS options',
};

/** The coverage for a terminal: a line for each kind, then what no scenario reached. */
export function coverageSummary(result: CoverageResult, listed = LISTED): string {
  const kinds = (Object.keys(KINDS) as ItemKind[]).filter((kind) => result.kinds[kind].total > 0);
  const lines = kinds.map((kind) => {
    const { covered, total } = result.kinds[kind];
    return `  ${KINDS[kind]} ${covered} of ${total}`;
  });
  const missed = unreached(result);
  const { covered, total } = result.all;
  const head = `coverage of the manifests: ${percentOf(result.all)} % (${covered} of ${total})`;
  if (missed.length === 0) return [head, ...lines].join('\n');
  const more = missed.length > listed ? [`  and ${missed.length - listed} more`] : [];
  return [
    head,
    ...lines,
    'no scenario reached:',
    ...missed.slice(0, listed).map((item) => `  ${describeItem(item)}`),
    ...more,
  ].join('\n');
}

/** `fixtures/routes.yaml:12:7: branch Path(...) of IngressRoute test/app` */
export function describeItem({ file, line, column, kind, name, object }: CoveredItem): string {
  return `${file}:${line}:${column}: ${SINGULAR[kind]} ${name} (${object})`;
}
