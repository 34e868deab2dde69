import { formatAge } from '../age.ts';
import type { KubeObject } from '../objects/object.ts';
import {
  ageOf,
  containerImages,
  containerNames,
  formatLabels,
  formatSelector,
  NONE,
  nameOf,
  orNone,
  since,
} from './cells.ts';
import { at, hasCondition, listAt, mapAt, numberAt, textAt } from './fields.ts';
import { type CellOf, type Printer, printer } from './printer.ts';

const Containers: CellOf = (object) => containerNames(at(object, 'spec', 'template', 'spec'));
const Images: CellOf = (object) => containerImages(at(object, 'spec', 'template', 'spec'));
const Selector: CellOf = (object) => formatSelector(at(object, 'spec', 'selector'));

/** A column that shows a number of the status. */
function counted(field: string): CellOf {
  return (object) => numberAt(object, 'status', field);
}

const Desired: CellOf = (object) => numberAt(object, 'spec', 'replicas');

function readyOfDesired(object: KubeObject): string {
  return `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`;
}

export const WORKLOAD_PRINTERS: Readonly<Record<string, Printer>> = {
  'deployments.apps': printer(
    {
      Name: nameOf,
      Ready: readyOfDesired,
      'Up-to-date': counted('updatedReplicas'),
      Available: counted('availableReplicas'),
      Age: ageOf,
    },
    { Containers, Images, Selector },
  ),
  'scales.autoscaling': printer({ Name: nameOf, Desired, Available: counted('replicas'), Age: ageOf }),
  'replicasets.apps': printer(
    { Name: nameOf, Desired, Current: counted('replicas'), Ready: counted('readyReplicas'), Age: ageOf },
    { Containers, Images, Selector },
  ),
  replicationcontrollers: printer(
    { Name: nameOf, Desired, Current: counted('replicas'), Ready: counted('readyReplicas'), Age: ageOf },
    { Containers, Images, Selector: (object) => formatLabels(mapAt(object, 'spec', 'selector')) },
  ),
  'statefulsets.apps': printer({ Name: nameOf, Ready: readyOfDesired, Age: ageOf }, { Containers, Images }),
  'daemonsets.apps': printer(
    {
      Name: nameOf,
      Desired: counted('desiredNumberScheduled'),
      Current: counted('currentNumberScheduled'),
      Ready: counted('numberReady'),
      'Up-to-date': counted('updatedNumberScheduled'),
      Available: counted('numberAvailable'),
      'Node Selector': (object) => formatLabels(mapAt(object, 'spec', 'template', 'spec', 'nodeSelector')),
      Age: ageOf,
    },
    { Containers, Images, Selector },
  ),
  'controllerrevisions.apps': printer({
    Name: nameOf,
    Controller: controllerOf,
    Revision: (object) => numberAt(object, 'revision'),
    Age: ageOf,
  }),
  'jobs.batch': printer(
    { Name: nameOf, Status: jobStatus, Completions: completions, Duration: duration, Age: ageOf },
    { Containers, Images, Selector },
  ),
  'cronjobs.batch': printer(
    {
      Name: nameOf,
      Schedule: (object) => textAt(object, 'spec', 'schedule'),
      Timezone: (object) => orNone(textAt(object, 'spec', 'timeZone')),
      Suspend: (object) => (at(object, 'spec', 'suspend') === true ? 'True' : 'False'),
      Active: (object) => listAt(object, 'status', 'active').length,
      'Last Schedule': (object, now) => {
        const last = at(object, 'status', 'lastScheduleTime');
        return last === undefined ? NONE : since(last, now);
      },
      Age: ageOf,
    },
    {
      Containers: (object) => containerNames(at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec')),
      Images: (object) => containerImages(at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec')),
      Selector: (object) => formatSelector(at(object, 'spec', 'jobTemplate', 'spec', 'selector')),
    },
  ),
};

/** `deployment.apps/whoami`: the owner that controls the object. */
function controllerOf(object: KubeObject): string {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (!owner) return NONE;
  const [group = '', version] = owner.apiVersion.split('/');
  return `${owner.kind.toLowerCase()}${version === undefined ? '' : `.${group}`}/${owner.name}`;
}

function jobStatus(job: KubeObject): string {
  if (hasCondition(job, 'Complete')) return 'Complete';
  if (hasCondition(job, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (hasCondition(job, 'Suspended')) return 'Suspended';
  return hasCondition(job, 'FailureTarget') ? 'FailureTarget' : 'Running';
}

function completions(job: KubeObject): string {
  const succeeded = numberAt(job, 'status', 'succeeded');
  if (at(job, 'spec', 'completions') !== undefined) {
    return `${succeeded}/${numberAt(job, 'spec', 'completions')}`;
  }
  const parallelism = numberAt(job, 'spec', 'parallelism');
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration(job: KubeObject, now: number): string {
  const start = Date.parse(textAt(job, 'status', 'startTime'));
  if (Number.isNaN(start)) return '';
  const end = Date.parse(textAt(job, 'status', 'completionTime'));
  return formatAge((Number.isNaN(end) ? now : end) - start);
}
