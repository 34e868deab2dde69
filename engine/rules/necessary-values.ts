import { type CallNode, chainOperands, type RuleNode } from './rule-node.ts';

/**
 * The hosts one of which an HTTP request must ask for if the rule is to hold, as `hostKey` writes them; undefined if
 * the rule can hold for hosts that it does not spell out.
 */
export function necessaryHosts(tree: RuleNode): readonly string[] | undefined {
  return distinct(
    necessaryValues(tree, ({ name, arguments: values }) =>
      name === 'Host' || name === 'HostHeader' ? exactHosts(values) : undefined,
    ),
  );
}

/**
 * Whether the rule holds for each of its `necessaryHosts`, where the host is written as the key is: it asks for nothing
 * else. Then it need not be asked.
 */
export function hostsSuffice(tree: RuleNode): boolean {
  return suffices(tree, 'Host');
}

/** As `hostsSuffice`, for `necessaryServerNames`. */
export function serverNamesSuffice(tree: RuleNode): boolean {
  return suffices(tree, 'HostSNI');
}

/** Whether the rule holds for each such host together with any path that begins with one of `necessaryPathPrefixes`. */
export function hostsAndPathsSuffice(tree: RuleNode): boolean {
  if (tree.kind !== 'and') return false;
  const [hosts, paths, ...others] = chainOperands(tree);
  if (!hosts || !paths || others.length > 0) return false;
  return (
    hostsSuffice(hosts) &&
    paths.kind === 'call' &&
    paths.name === 'PathPrefix' &&
    paths.arguments.every((value) => PLAIN_PREFIX.test(value))
  );
}

/** A path that is the same in any spelling and in both syntaxes. */
const PLAIN_PREFIX = /^\/[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*$/;

function suffices(node: RuleNode, matcher: string): boolean {
  if (node.kind === 'or') return chainOperands(node).every((operand) => suffices(operand, matcher));
  return (
    node.kind === 'call' && node.name === matcher && node.arguments.every((value) => PLAIN_HOST.test(value))
  );
}

/** A host in lower case without a dot at its end, an address of IPv6 or a wildcard. */
const PLAIN_HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;

/** As `necessaryHosts`, for the server name of a TCP connection. */
export function necessaryServerNames(tree: RuleNode): readonly string[] | undefined {
  return distinct(
    necessaryValues(tree, ({ name, arguments: values }) =>
      name === 'HostSNI' ? exactHosts(values) : undefined,
    ),
  );
}

/**
 * The texts one of which the routing path must begin with if the rule is to hold; none of them begins with another.
 * Undefined if the rule can hold for other paths, or for all.
 *
 * @param decodesPath the rule sees the path decoded as a whole
 */
export function necessaryPathPrefixes(tree: RuleNode, decodesPath = false): readonly string[] | undefined {
  const end = decodesPath ? ENCODED_IN_PATHS : BRACE;
  const prefixes = necessaryValues(tree, ({ name, arguments: values }) =>
    name === 'Path' || name === 'PathPrefix' ? literalPrefixes(values, end) : undefined,
  );
  if (prefixes === undefined) return undefined;
  const shortest: string[] = [];
  for (const prefix of prefixes.toSorted()) {
    const before = shortest.at(-1);
    if (before === undefined || !prefix.startsWith(before)) shortest.push(prefix);
  }
  return shortest;
}

/**
 * What stands for a host in an index. Hosts that Host or HostSNI takes for the same have the same key, as a dot at the
 * end of either may not count; the reverse does not hold, so the rule has to be asked all the same.
 *
 * @param host in lower case
 */
export function hostKey(host: string): string {
  let end = host.length;
  while (end > 0 && host.charCodeAt(end - 1) === DOT) end -= 1;
  return end === host.length ? host : host.slice(0, end);
}

const DOT = 0x2e;

function exactHosts(values: readonly string[]): string[] | undefined {
  return values.some((value) => value.startsWith('*'))
    ? undefined
    : values.map((value) => hostKey(value.toLowerCase()));
}

/** Begins a variable in the v2 syntax. */
const BRACE = /\{[\s\S]*$/;

/** A brace, or what may stand encoded in a routing path. */
const ENCODED_IN_PATHS = /[{:/?#[\]@!$&'()*+,;=%][\s\S]*$/;

/** The first slash, and what stands between it and `end`. */
function literalPrefixes(values: readonly string[], end: RegExp): string[] | undefined {
  const prefixes = values.map((value) => `/${value.slice(1).replace(end, '')}`);
  return prefixes.includes('/') ? undefined : prefixes;
}

/**
 * Values one of which must apply if the rule is to hold, perhaps repeated. `neededBy` says what a matcher needs one
 * of. What a negation needs is not worked out.
 */
function necessaryValues(
  node: RuleNode,
  neededBy: (call: CallNode) => string[] | undefined,
): string[] | undefined {
  if (node.kind === 'not') return undefined;
  if (node.kind === 'call') return neededBy(node);
  if (node.kind === 'and') {
    // Each operand's values are necessary: the fewest narrow best.
    let fewest: string[] | undefined;
    for (const operand of chainOperands(node)) {
      const values = necessaryValues(operand, neededBy);
      if (values && (!fewest || values.length < fewest.length)) fewest = values;
    }
    return fewest;
  }
  const all: string[] = [];
  for (const operand of chainOperands(node)) {
    const values = necessaryValues(operand, neededBy);
    if (values === undefined) return undefined;
    for (const value of values) all.push(value);
  }
  return all;
}

function distinct(values: readonly string[] | undefined): readonly string[] | undefined {
  return values && values.length > 1 ? [...new Set(values)] : values;
}
