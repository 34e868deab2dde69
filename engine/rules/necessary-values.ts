import { type CallNode, chainOperands, type RuleNode } from './rule-node.ts';

/**
 * The hosts one of which an HTTP request must ask for if the rule is to hold, as `hostKey` writes them; undefined if
 * the rule can hold for hosts that it does not spell out.
 */
export function necessaryHosts(tree: RuleNode): readonly string[] | undefined {
  return distinct(necessaryValues(tree, ({ name, arguments: [value] }) => exactHost(name === 'Host', value)));
}

/** As `necessaryHosts`, for the server name of a TCP connection. */
export function necessaryServerNames(tree: RuleNode): readonly string[] | undefined {
  return distinct(
    necessaryValues(tree, ({ name, arguments: [value] }) => exactHost(name === 'HostSNI', value)),
  );
}

/**
 * The texts one of which the routing path must begin with if the rule is to hold; none of them begins with another.
 * Undefined if the rule can hold for other paths, or for all.
 */
export function necessaryPathPrefixes(tree: RuleNode): readonly string[] | undefined {
  const prefixes = necessaryValues(tree, ({ name, arguments: [value] }) =>
    (name === 'Path' || name === 'PathPrefix') && value !== '/' ? value : undefined,
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

function exactHost(isHost: boolean, value: string | undefined): string | undefined {
  return isHost && value !== undefined && !value.startsWith('*') ? hostKey(value.toLowerCase()) : undefined;
}

/**
 * Values one of which must apply if the rule is to hold, perhaps repeated. `neededBy` says what a matcher needs, if
 * that is a single value. What a negation needs is not worked out.
 */
function necessaryValues(
  node: RuleNode,
  neededBy: (call: CallNode) => string | undefined,
): string[] | undefined {
  if (node.kind === 'not') return undefined;
  if (node.kind === 'call') {
    const value = neededBy(node);
    return value === undefined ? undefined : [value];
  }
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
