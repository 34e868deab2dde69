import { type CallNode, chainOperands, type RuleNode } from '../rules/rule-node.ts';
import { conjunction, disjunction, type Formula, negation } from './formula.ts';

/** What a rule asks for, where each of its matchers is known. */
export function treeFormula(node: RuleNode, callFormula: (call: CallNode) => Formula): Formula {
  switch (node.kind) {
    case 'call':
      return callFormula(node);
    case 'not':
      return negation(treeFormula(node.operand, callFormula));
    default: {
      const operands = chainOperands(node).map((operand) => treeFormula(operand, callFormula));
      return node.kind === 'and' ? conjunction(operands) : disjunction(operands);
    }
  }
}
