import type { KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import { cause, IMMUTABLE } from '../causes.ts';
import { isAlike } from '../json.ts';
import { annotationProblems, labelProblems } from '../object-meta.ts';
import { part, specOf } from './kind-rules.ts';
import {
  isEmptySelector,
  type LabelSelector,
  labelSelectorProblems,
  selectsLabels,
} from './label-selector.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import type { PodSpec, PodTemplate } from './pod-spec.ts';
import { podSpecProblems } from './pod-validation.ts';

/** What the specs of all kinds that make pods have in common. */
export interface WorkloadSpec {
  replicas?: number;
  selector?: LabelSelector;
  template?: PodTemplate;
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
}

export function defaultTemplate(spec: { template?: PodTemplate }): void {
  if (spec.template) defaultPodSpec(part<PodSpec>(spec.template, 'spec'));
}

export function selectorProblems({ selector, template }: WorkloadSpec, kind: string): StatusCause[] {
  if (!selector) return [cause.required('spec.selector'), ...templateProblems(template, undefined)];
  return [
    ...labelSelectorProblems(selector, 'spec.selector'),
    ...(isEmptySelector(selector)
      ? [cause.invalid('spec.selector', selector, `empty selector is invalid for ${kind}`)]
      : []),
    ...templateProblems(template, selector),
  ];
}

/** @param selector where there is none it selects nothing */
export function templateProblems(
  template: PodTemplate | undefined,
  selector: LabelSelector | undefined,
): StatusCause[] {
  const field = 'spec.template';
  const { labels, annotations } = template?.metadata ?? {};
  const policy = template?.spec?.restartPolicy;
  const isMatched = selector && (isEmptySelector(selector) || selectsLabels(selector, labels ?? {}));
  return [
    ...(isMatched
      ? []
      : [cause.invalid(`${field}.metadata.labels`, labels, '`selector` does not match template `labels`')]),
    ...labelProblems(labels, `${field}.labels`),
    ...annotationProblems(annotations, `${field}.annotations`),
    ...podSpecProblems(template?.spec ?? {}, `${field}.spec`),
    ...(policy === 'OnFailure' || policy === 'Never'
      ? [cause.notSupported(`${field}.spec.restartPolicy`, policy, ['Always'])]
      : []),
  ];
}

export function selectorChange(object: KubeObject, before: KubeObject): StatusCause[] {
  const { selector } = specOf<WorkloadSpec>(object);
  return isAlike(selector, specOf<WorkloadSpec>(before).selector)
    ? []
    : [cause.invalid('spec.selector', selector, IMMUTABLE)];
}
