import { isSecretHeader } from '../requests/request.ts';
import { isGuard, type MiddlewareShape } from './middleware-shape.ts';
import type { Outcome, TlsShape } from './outcome.ts';
import type { Shares } from './service-shape.ts';

/** The ways in which a request can fare differently, the gravest first. */
export const CHANGES = ['lost', 'gained', 'secured', 'routed', 'rewritten', 'balanced'] as const;
export type Change = (typeof CHANGES)[number];

/** One difference between what became of a request and what becomes of it. */
export interface Difference {
  readonly change: Change;
  /** What differs: `service`, `path`, `x-role header`. */
  readonly subject: string;
  /** `none` if there is nothing. */
  readonly before: string;
  readonly after: string;
}

const NONE = 'none';

/** How two outcomes of one request at one entry point differ; names do not count. */
export function compareOutcomes(before: Outcome, after: Outcome): Difference[] {
  const [was, is] = [textOf(before), textOf(after)];
  const guards = middlewares(before, after);
  if (before.state === 'refused' || after.state === 'refused') {
    if (before.state === after.state) {
      // An entry point that is not there has no answer; nobody was served by it either way.
      const same = !before.answer || !after.answer || before.answer === after.answer;
      return same ? [] : [difference('routed', 'answer', before.answer, after.answer)];
    }
    const change = after.state === 'refused' ? 'lost' : 'gained';
    return [{ change, subject: 'answer', before: was, after: is }];
  }
  return [
    ...answers(before, after, guards),
    ...tls(before.tls, after.tls),
    ...guards,
    ...(before.state === 'answered' || after.state === 'answered' ? [] : services(before, after)),
    ...heads(before, after),
  ];
}

/** What becomes of a request, in a few words. */
function textOf({ state, answer, service }: Outcome): string {
  if (state !== 'forwarded') return answer ?? state;
  return service === undefined ? 'forwarded' : shares(service.shares);
}

function answers(before: Outcome, after: Outcome, guards: readonly Difference[]): Difference[] {
  if (before.state === 'forwarded' && after.state === 'forwarded') return [];
  if (before.answer === after.answer) return [];
  const texts = [before, after].map((outcome) => outcome.answer ?? 'forwarded');
  const away = [before, after].filter(({ state }) => state === 'turned away');
  if (away.length === 0) return [difference('rewritten', 'answer', ...texts)];
  // Who is turned away by something that is no guard lost, or gained, what there was.
  const guarded = guards.some(({ change }) => change === 'secured');
  if (guarded || away.length === 2) return [difference('secured', 'answer', ...texts)];
  return [difference(after.state === 'turned away' ? 'lost' : 'gained', 'answer', ...texts)];
}

/** Where it is passed on, nothing else is known of it. */
function tls(before: TlsShape = new Map(), after: TlsShape = new Map()): Difference[] {
  const found = properties('secured', before, after);
  const where = found.filter(({ subject }) => subject === 'TLS');
  return where.length > 0 ? where : found;
}

function middlewares(before: Outcome, after: Outcome): Difference[] {
  const types = [...new Set([...before.middlewares, ...after.middlewares].map(({ type }) => type))];
  return types.flatMap((type): Difference[] => {
    const [was, is] = [before, after].map((outcome) =>
      outcome.middlewares.filter((one) => one.type === type),
    );
    if (same(was, is)) return [];
    const [one, other] = [labels(was), labels(is)];
    const change = isGuard(type) ? 'secured' : 'rewritten';
    return [difference(change, type, one, one === other ? `${other}, with other options` : other)];
  });
}

function same(one: readonly MiddlewareShape[] = [], other: readonly MiddlewareShape[] = []): boolean {
  return one.length === other.length && one.every(({ options }, index) => options === other[index]?.options);
}

function labels(shapes: readonly MiddlewareShape[] = []): string {
  return shapes.map(({ label }) => label).join(', ') || NONE;
}

function services({ service: was }: Outcome, { service: is }: Outcome): Difference[] {
  if (was === undefined || is === undefined) {
    return was === is
      ? []
      : [difference('routed', 'service', was && shares(was.shares), is && shares(is.shares))];
  }
  const found: Difference[] = [];
  const [before, after] = [shares(was.shares), shares(is.shares)];
  if (workloads(was.shares) !== workloads(is.shares))
    found.push(difference('routed', 'service', before, after));
  else if (before !== after) found.push(difference('balanced', 'weights', before, after));
  for (const [subject, one, other] of [
    ['mirrors', shares(was.mirrors), shares(is.mirrors)],
    ['fallback', shares(was.fallbacks), shares(is.fallbacks)],
    ['choice of the server', was.choosing.join(', '), is.choosing.join(', ')],
  ] as const) {
    if (one !== other) found.push(difference('balanced', subject, one, other));
  }
  const [way, otherWay] = [was.delivery.join(', '), is.delivery.join(', ')];
  if (way !== otherWay) {
    const change = /https|tls|certificate|authorities/.test(way + otherWay) ? 'secured' : 'rewritten';
    found.push(difference(change, 'way to the servers', way, otherWay));
  }
  return found;
}

function workloads(of: Shares): string {
  return [...of]
    .flatMap(([name, share]) => (share > 0 ? [name] : []))
    .sort()
    .join();
}

/** `75 % default/appv1:80, 25 % default/appv2:80`, the larger first. */
function shares(of: Shares): string {
  const parts = [...of].filter(([, share]) => share > 0);
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0 && only[1] > 0.999_95) return only[0];
  return parts
    .sort(([one, share], [other, share2]) => share2 - share || (one < other ? -1 : 1))
    .map(([name, share]) => `${Number((share * 100).toFixed(2))} % ${name}`)
    .join(', ');
}

function heads({ head: was }: Outcome, { head: is }: Outcome): Difference[] {
  if (was === undefined || is === undefined) return [];
  const found: Difference[] = [];
  for (const part of ['method', 'host', 'target'] as const) {
    const subject = part === 'target' ? 'path' : part;
    if (was[part] !== is[part]) found.push(difference('rewritten', subject, was[part], is[part]));
  }
  const lines = properties('rewritten', headerLines(was.headers), headerLines(is.headers));
  return [
    ...found,
    ...lines.map((line) => (isSecretHeader(line.subject.replace(/ header$/, '')) ? concealed(line) : line)),
  ];
}

function concealed({ change, subject, before, after }: Difference): Difference {
  const [was, is] = [before, after].map((value) => (value === NONE ? NONE : 'a value'));
  return difference(change, subject, was, was === is ? 'another value' : is);
}

function headerLines(headers: readonly (readonly [name: string, value: string])[]): Map<string, string> {
  const lines = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = `${name.toLowerCase()} header`;
    const known = lines.get(key);
    lines.set(key, known === undefined ? value : `${known}, ${value}`);
  }
  return lines;
}

function properties(
  change: Change,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((subject) =>
    before.get(subject) === after.get(subject)
      ? []
      : [difference(change, subject, before.get(subject), after.get(subject))],
  );
}

function difference(change: Change, subject: string, before?: string, after?: string): Difference {
  return { change, subject, before: before || NONE, after: after || NONE };
}
