import type { CorpusCase } from '../../engine/http/corpus/corpus-case.ts';
import { table } from '../results/table.ts';
import { type Outcome, shown, type Verdict, verdictOf } from './verdict.ts';

/** What one proxy made of the cases, by their names. */
export interface ProxyOutcomes {
  readonly name: string;
  readonly version: string;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

const WORST_FIRST: readonly Verdict[] = ['smuggled', 'malformed', 'hung', 'lenient', 'strict'];

/** For each proxy how many cases had which verdict, and for each group how many were not strict. */
export function overview(corpus: readonly CorpusCase[], proxies: readonly ProxyOutcomes[]): string {
  const count = (
    { outcomes }: ProxyOutcomes,
    wanted: (one: CorpusCase, verdict: Verdict) => boolean,
  ): number =>
    corpus.filter((one) => {
      const outcome = outcomes.get(one.name);
      return outcome !== undefined && wanted(one, verdictOf(one, outcome));
    }).length;
  const verdicts = WORST_FIRST.toReversed().map((verdict) => [
    verdict,
    ...proxies.map((proxy) => `${count(proxy, (_, given) => given === verdict)}`),
  ]);
  const groups = [...new Set(corpus.map(({ group }) => group))].map((group) => [
    `${group} (${corpus.filter((one) => one.group === group).length})`,
    ...proxies.map(
      (proxy) => `${count(proxy, (one, verdict) => one.group === group && verdict !== 'strict') || '-'}`,
    ),
  ]);
  const header = proxies.map(({ name, version }) => `${name} ${version}`);
  return `## Malformed and ambiguous requests

\`node bench/corpus.ts\` sends ${corpus.length} byte sequences to each proxy, with a server behind it that reads by the letter of
RFC 9112 and records.

- _Strict_: what a strict proxy does.
- _Lenient_: forwarded in a sound form, as one request or as several, though strict proxies refuse it; or refused
  though it may be forwarded. Heads are limited as each proxy does by default, so that long ones pass in some.
- _Hung_: neither answered nor closed within a second.
- _Malformed_: the server got bytes that are no request; less strict servers may read some in several ways.
- _Smuggled_: the server read a request that was hidden in another, and that the proxy did not know of.

${table([['', ...header], ...verdicts])}

Cases that were not strict, by rule (number of cases):

${table([['', ...header], ...groups])}`;
}

/** Every case with what each proxy made of it. */
export function details(corpus: readonly CorpusCase[], proxies: readonly ProxyOutcomes[]): string {
  const rows = corpus.map((one) => [
    one.name.replaceAll('|', '\\|'),
    ...proxies.map(({ outcomes }) => {
      const outcome = outcomes.get(one.name);
      if (!outcome) return '-';
      const verdict = verdictOf(one, outcome);
      return verdict === 'strict' ? shown(outcome) : `${shown(outcome)} (${verdict})`;
    }),
  ]);
  return table([['', ...proxies.map(({ name }) => name)], ...rows]);
}
