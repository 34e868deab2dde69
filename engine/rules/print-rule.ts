import { quoteValue } from './quoting.ts';
import { chainOperands, type RuleNode } from './rule-node.ts';

/** Writes a rule with canonical names and no needless parentheses; the parser reads the same tree from it. */
export function printRule(node: RuleNode): string {
  switch (node.kind) {
    case 'call':
      return `${node.name}(${node.arguments.map(quoteValue).join(', ')})`;
    case 'not':
      return `!${printOperand(node.operand, node.operand.kind === 'and' || node.operand.kind === 'or')}`;
    default:
      return chainOperands(node)
        .map((operand) => printOperand(operand, operand.kind === node.kind || operand.kind === 'or'))
        .join(node.kind === 'and' ? ' && ' : ' || ');
  }
}

function printOperand(node: RuleNode, grouped: boolean): string {
  return grouped ? `(${printRule(node)})` : printRule(node);
}
