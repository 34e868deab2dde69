import type { StatusCause } from '../../objects/status.ts';
import { cause, oneOf } from '../causes.ts';
import { type KindRules, part, specOf } from './kind-rules.ts';
import type { PodTemplate } from './pod-spec.ts';
import { defaultTemplate, type WorkloadSpec } from './pod-template.ts';
import { podSpecProblems } from './pod-validation.ts';

/** Jobs and CronJobs: their pods end, which a template has to say. */
export const job: KindRules = {
  defaults: (draft) => {
    const spec = part<{
      template?: PodTemplate;
      parallelism?: number;
      completions?: number;
      backoffLimit?: number;
    }>(draft, 'spec');
    defaultEndingTemplate(spec);
    spec.backoffLimit ??= 6;
    if (spec.parallelism === undefined && spec.completions === undefined) spec.completions = 1;
    spec.parallelism ??= 1;
  },
  validate: (object) => endingTemplateProblems(specOf<WorkloadSpec>(object).template, 'spec.template'),
};

export const cronJob: KindRules = {
  defaults: (draft) => {
    const spec = part<{
      concurrencyPolicy?: string;
      suspend?: boolean;
      jobTemplate?: { spec?: WorkloadSpec };
    }>(draft, 'spec');
    spec.concurrencyPolicy ??= 'Allow';
    spec.suspend ??= false;
    if (spec.jobTemplate?.spec) defaultEndingTemplate(spec.jobTemplate.spec);
  },
  validate: (object) => {
    const spec = specOf<{ schedule?: string; jobTemplate?: { spec?: WorkloadSpec } }>(object);
    return [
      ...(spec.schedule ? [] : [cause.required('spec.schedule')]),
      ...endingTemplateProblems(spec.jobTemplate?.spec?.template, 'spec.jobTemplate.spec.template'),
    ];
  },
};

/** `restartPolicy` has no default where Always would be wrong. */
function defaultEndingTemplate(spec: { template?: PodTemplate }): void {
  const policy = spec.template?.spec?.restartPolicy;
  defaultTemplate(spec);
  if (spec.template?.spec && policy === undefined) delete spec.template.spec.restartPolicy;
}

function endingTemplateProblems(template: PodTemplate | undefined, field: string): StatusCause[] {
  const policy = template?.spec?.restartPolicy;
  const supported = ['OnFailure', 'Never'];
  return [
    ...podSpecProblems(template?.spec ?? {}, `${field}.spec`),
    ...(policy === undefined
      ? [cause.required(`${field}.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')]
      : oneOf(`${field}.spec.restartPolicy`, policy, supported)),
  ];
}
