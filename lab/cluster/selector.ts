import type { ResourceOf } from '../../engine/decisions.ts';

export type Labels = Readonly<Record<string, string>>;
type WorkloadSelector = ResourceOf<'Deployment'>['spec']['selector'];
type Expression = WorkloadSelector['matchExpressions'][number];

/** True if a Deployment's selector holds for the labels. The empty selector holds for all (Kubernetes: LabelSelector). */
export function selects({ matchLabels = {}, matchExpressions }: WorkloadSelector, labels: Labels): boolean {
  return hasLabels(labels, matchLabels) && matchExpressions.every((expression) => holds(expression, labels));
}

function holds({ key, operator, values = [] }: Expression, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** True if all of `wanted` are among the labels. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
