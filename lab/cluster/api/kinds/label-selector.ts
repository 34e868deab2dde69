import type { StatusCause } from '../../objects/status.ts';
import { selects } from '../../selector.ts';
import { cause, invalidEach } from '../causes.ts';
import { labelValue, qualifiedKey } from '../name-rules.ts';
import { labelProblems } from '../object-meta.ts';

/** A LabelSelector of the API (`meta/v1`). */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
}

export function isEmptySelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/** True if the labels are selected. The selector has no problems. */
export function selectsLabels(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return selects({ matchLabels, matchExpressions } as Parameters<typeof selects>[0], labels);
}

export function labelSelectorProblems(selector: LabelSelector, field: string): StatusCause[] {
  return [
    ...labelProblems(selector.matchLabels, `${field}.matchLabels`),
    ...(selector.matchExpressions ?? []).flatMap(({ key = '', operator = '', values = [] }, index) => {
      const at = `${field}.matchExpressions[${index}]`;
      return [
        ...operatorProblems(operator, values, at),
        ...invalidEach(`${at}.key`, key, qualifiedKey(key)),
        ...values.flatMap((value, place) => invalidEach(`${at}.values[${place}]`, value, labelValue(value))),
      ];
    }),
  ];
}

function operatorProblems(operator: string, values: readonly string[], at: string): StatusCause[] {
  if (operator === 'In' || operator === 'NotIn') {
    return values.length > 0
      ? []
      : [cause.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    return values.length === 0
      ? []
      : [
          cause.forbidden(
            `${at}.values`,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        ];
  }
  return [cause.invalid(`${at}.operator`, operator, 'not a valid selector operator')];
}
