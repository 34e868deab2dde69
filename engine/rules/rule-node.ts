/** One matcher as written, for example Host(`shop.test`). Offsets are 0-based UTF-16 positions in the rule. */
export interface CallNode {
  readonly kind: 'call';
  /** The canonical spelling, whichever of the accepted spellings was written. */
  readonly name: string;
  readonly arguments: readonly string[];
  readonly offset: number;
  /** Behind the closing parenthesis. */
  readonly end: number;
  /** Where each value's opening quote stands. */
  readonly argumentOffsets: readonly number[];
}

interface BinaryNode {
  readonly kind: 'and' | 'or';
  readonly left: RuleNode;
  readonly right: RuleNode;
}

interface NotNode {
  readonly kind: 'not';
  readonly operand: RuleNode;
}

/** A parsed rule. Parentheses leave no node of their own: they only shape the tree. */
export type RuleNode = BinaryNode | NotNode | CallNode;

/**
 * The operands of a chain such as `a || b || c`, in the order written. Chains lean to the left, so a rule that
 * names thousands of hosts is a tree thousands deep: whoever walks a rule takes a chain at a time, not a node.
 */
export function chainOperands(node: BinaryNode): RuleNode[] {
  const operands: RuleNode[] = [];
  let rest: RuleNode = node;
  while (rest.kind === node.kind) {
    operands.push(rest.right);
    rest = rest.left;
  }
  operands.push(rest);
  return operands.reverse();
}

/** Every matcher of a rule, in the order written, negated or not. */
export function matcherCalls(node: RuleNode): CallNode[] {
  switch (node.kind) {
    case 'call':
      return [node];
    case 'not':
      return matcherCalls(node.operand);
    default:
      return chainOperands(node).flatMap(matcherCalls);
  }
}
