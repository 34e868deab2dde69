import type { Configuration } from '../../../engine/core.ts';
import { isSecretHeader } from '../requests/request.ts';

type Middlewares = Configuration['http']['middlewares'];

/** A middleware without its name. */
export interface MiddlewareShape {
  readonly type: string;
  /** Same text, same effect; may hold secrets, so it is compared and never shown. */
  readonly options: string;
  /** For people. */
  readonly label: string;
}

/** What shows in the request that the server sees, or in the answer; there the outcome is compared, not the options. */
const BY_OUTCOME = new Set([
  'addPrefix',
  'redirectRegex',
  'redirectScheme',
  'replacePath',
  'replacePathRegex',
  'stripPrefix',
  'stripPrefixRegex',
]);

/** Who is let through. */
const GUARDS = new Set([
  'basicAuth',
  'digestAuth',
  'forwardAuth',
  'ipAllowList',
  'ipWhiteList',
  'passTLSClientCert',
]);

/** Whether a middleware decides who is let through. */
export function isGuard(type: string): boolean {
  return GUARDS.has(type);
}

/**
 * The middlewares of those names in order, chains resolved; without those whose effect shows in what the server sees,
 * unless what it sees is not compared.
 */
export function middlewareShapes(
  middlewares: Middlewares,
  names: readonly string[],
  { withVisible = false }: { readonly withVisible?: boolean } = {},
): MiddlewareShape[] {
  return resolved(middlewares, names, new Set()).flatMap(({ type, options }): MiddlewareShape[] => {
    if (withVisible) return [{ type, options: canonical(options), label: labelOf(type, options) }];
    if (BY_OUTCOME.has(type)) return [];
    const rest = type === 'headers' ? withoutVisible(options) : options;
    if (type === 'headers' && Object.keys(objectOf(rest)).length === 0) return [];
    return [{ type, options: canonical(rest), label: labelOf(type, rest) }];
  });
}

/** Types whose options name other objects, so that they do not tell all. */
const FORWARDING = new Set(['errors', 'forwardAuth']);

/** Everything that the middlewares of those names can do, as one text; undefined if it is not theirs alone to tell. */
export function effectsOf(middlewares: Middlewares, names: readonly string[]): string | undefined {
  const all = resolved(middlewares, names, new Set());
  if (all.some(({ type }) => FORWARDING.has(type))) return undefined;
  return `effects ${all.map(({ type, options }) => `${type} ${canonical(options)}`).join('\n')}`;
}

function resolved(
  middlewares: Middlewares,
  names: readonly string[],
  above: ReadonlySet<string>,
): { type: string; options: unknown }[] {
  return names.flatMap((name) => {
    const middleware = middlewares.get(name);
    if (middleware === undefined || above.has(name)) return [];
    if (middleware.type !== 'chain') return [middleware];
    const members = objectOf(middleware.options)['middlewares'];
    return Array.isArray(members)
      ? resolved(middlewares, members.map(String), new Set([...above, name]))
      : [];
  });
}

function labelOf(type: string, options: unknown): string {
  const { sourceRange, average, amount, users } = objectOf(options);
  if (Array.isArray(sourceRange)) return `${type} ${sourceRange.join(', ')}`;
  if (typeof average === 'number') return `${type} ${average}`;
  if (typeof amount === 'number') return `${type} ${amount}`;
  if (Array.isArray(users)) return `${type} (${users.length} ${users.length === 1 ? 'user' : 'users'})`;
  return type;
}

/** The same text for values that are the same. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)
    .join()}}`;
}

/** Headers that are set show in the request the server sees, but for credentials, which stories leave out. */
function withoutVisible(options: unknown): object {
  const { customRequestHeaders, ...others } = objectOf(options);
  const secret = Object.entries(objectOf(customRequestHeaders)).filter(([name]) => isSecretHeader(name));
  return secret.length === 0 ? others : { ...others, customRequestHeaders: Object.fromEntries(secret) };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
