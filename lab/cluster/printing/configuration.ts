import type { KubeObject } from '../objects/object.ts';
import { ageOf, createdAt, nameOf } from './cells.ts';
import { listAt, mapAt, numberAt, textAt } from './fields.ts';
import { type Printer, printer } from './printer.ts';

const createdPrinter = printer({ Name: nameOf, 'Created At': createdAt });

/** Kinds that hold configuration, rights and budgets. */
export const CONFIGURATION_PRINTERS: Readonly<Record<string, Printer>> = {
  configmaps: printer({
    Name: nameOf,
    Data: (object) =>
      Object.keys(mapAt(object, 'data')).length + Object.keys(mapAt(object, 'binaryData')).length,
    Age: ageOf,
  }),
  secrets: printer({
    Name: nameOf,
    Type: (object) => textAt(object, 'type') || 'Opaque',
    Data: (object) => Object.keys(mapAt(object, 'data')).length,
    Age: ageOf,
  }),
  serviceaccounts: printer({
    Name: nameOf,
    Secrets: (object) => listAt(object, 'secrets').length,
    Age: ageOf,
  }),
  'leases.coordination.k8s.io': printer({
    Name: nameOf,
    Holder: (lease) => textAt(lease, 'spec', 'holderIdentity'),
    Age: ageOf,
  }),
  'poddisruptionbudgets.policy': printer({
    Name: nameOf,
    'Min Available': (budget) => textAt(budget, 'spec', 'minAvailable') || 'N/A',
    'Max Unavailable': (budget) => textAt(budget, 'spec', 'maxUnavailable') || 'N/A',
    'Allowed Disruptions': (budget) => numberAt(budget, 'status', 'disruptionsAllowed'),
    Age: ageOf,
  }),
  resourcequotas: printer({
    Name: nameOf,
    Request: (quota) => usedOfHard(quota, (resource) => !resource.startsWith('limits')),
    Limit: (quota) => usedOfHard(quota, (resource) => resource.startsWith('limits')),
    Age: ageOf,
  }),
  limitranges: createdPrinter,
  'roles.rbac.authorization.k8s.io': createdPrinter,
  'clusterroles.rbac.authorization.k8s.io': createdPrinter,
  'rolebindings.rbac.authorization.k8s.io': bindingPrinter(),
  'clusterrolebindings.rbac.authorization.k8s.io': bindingPrinter(),
  'customresourcedefinitions.apiextensions.k8s.io': createdPrinter,
};

/** `pods: 3/10, requests.cpu: 1/4`, sorted by resource. */
function usedOfHard(quota: KubeObject, wanted: (resource: string) => boolean): string {
  const hard = mapAt(quota, 'status', 'hard');
  return Object.keys(hard)
    .filter(wanted)
    .sort()
    .map(
      (resource) =>
        `${resource}: ${textAt(quota, 'status', 'used', resource) || '0'}/${String(hard[resource])}`,
    )
    .join(', ');
}

function bindingPrinter(): Printer {
  const subjects = (binding: KubeObject, kind: string): string =>
    listAt(binding, 'subjects')
      .filter((subject) => textAt(subject, 'kind') === kind)
      .map((subject) =>
        kind === 'ServiceAccount'
          ? `${textAt(subject, 'namespace')}/${textAt(subject, 'name')}`
          : textAt(subject, 'name'),
      )
      .join(', ');
  return printer(
    {
      Name: nameOf,
      Role: (binding) => `${textAt(binding, 'roleRef', 'kind')}/${textAt(binding, 'roleRef', 'name')}`,
      Age: ageOf,
    },
    {
      Users: (binding) => subjects(binding, 'User'),
      Groups: (binding) => subjects(binding, 'Group'),
      ServiceAccounts: (binding) => subjects(binding, 'ServiceAccount'),
    },
  );
}
