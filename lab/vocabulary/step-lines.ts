import type { FeatureChild, GherkinDocument, RuleChild } from '@cucumber/messages';

/** The line of each step in its feature (1 is the first), by the step's id. */
export function stepLines(documents: readonly GherkinDocument[]): ReadonlyMap<string, number> {
  const children = documents.flatMap(({ feature }) => feature?.children ?? []);
  return new Map(children.flatMap(stepsOf));
}

function stepsOf({ background, scenario, ...child }: FeatureChild | RuleChild): [string, number][] {
  const steps = [...(background?.steps ?? []), ...(scenario?.steps ?? [])];
  const own = steps.map(({ id, location }): [string, number] => [id, location.line]);
  const inRule = 'rule' in child ? (child.rule?.children ?? []) : [];
  return [...own, ...inRule.flatMap(stepsOf)];
}
