import type { StatusCause } from '../objects/status.ts';
import type { Combined, SchemaNode } from './schema-node.ts';

/** What is wrong with the value by one schema. */
type Judge = (node: SchemaNode) => StatusCause[];

/**
 * What is wrong with a value by schemas that are combined, in the words of an API server (kube-openapi, "schema_props"),
 * which names no field there, but the place in the message; where a value is none of several, what the nearest misses is
 * told, too.
 */
export function combinedProblems(combined: Combined, at: string, judge: Judge): StatusCause[] {
  const { allOf = [], anyOf = [], oneOf = [], not } = combined;
  const causes: StatusCause[] = [];
  const failed = allOf.flatMap(judge);
  if (failed.length > 0) causes.push(told(at, 'must validate all the schemas (allOf)'), ...failed);
  if (anyOf.length > 0) {
    const { matching, nearest } = compared(anyOf, judge);
    if (matching === 0) causes.push(told(at, 'must validate at least one schema (anyOf)'), ...nearest);
  }
  if (oneOf.length > 0) {
    const { matching, nearest } = compared(oneOf, judge);
    const found = matching === 0 ? 'Found none valid' : `Found ${matching} valid alternatives`;
    if (matching !== 1)
      causes.push(told(at, `must validate one and only one schema (oneOf). ${found}`), ...nearest);
  }
  if (not && judge(not).length === 0) causes.push(told(at, 'must not validate the schema (not)'));
  return causes;
}

/** How many of the schemas hold, and what is wrong by the one that is nearest to it; nothing, if one holds. */
function compared(nodes: readonly SchemaNode[], judge: Judge) {
  const judged = nodes.map(judge).toSorted((a, b) => a.length - b.length);
  return { matching: judged.filter(({ length }) => length === 0).length, nearest: judged[0] ?? [] };
}

function told(at: string, what: string): StatusCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: "": "${at}" ${what}`, field: '<nil>' };
}
