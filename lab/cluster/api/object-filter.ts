import { LabelSelectorError, parseLabelSelector } from '../../../engine/core.ts';
import { qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { badRequest } from './errors.ts';
import { isRecord, valueAt } from './json.ts';
import type { ListOptions, ObjectFilter } from './requests.ts';

/** Fields that a kind can be selected by besides name and namespace (Kubernetes: field selectors, "Supported fields"). */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  replicationcontrollers: ['status.replicas'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  'replicasets.apps': ['status.replicas'],
  'jobs.batch': ['status.successful'],
};
const EVERY_KIND = ['metadata.name', 'metadata.namespace'];

/** What a field is worth where it is absent. */
const ABSENT: Readonly<Record<string, string>> = {
  'spec.hostNetwork': 'false',
  'spec.unschedulable': 'false',
  'status.replicas': '0',
  'status.successful': '0',
};

/**
 * What of a kind is asked for; undefined if that is everything.
 *
 * @throws ApiError 400 for a selector that cannot be read, or a field that the kind cannot be selected by
 */
export function filterOf(type: ResourceType, options: ListOptions): ObjectFilter | undefined {
  const { namespace, labelSelector = '', fieldSelector = '' } = options;
  const filters: ObjectFilter[] = [];
  if (namespace !== undefined) filters.push(({ metadata }) => metadata.namespace === namespace);
  if (labelSelector.trim() !== '') filters.push(labelFilter(labelSelector));
  filters.push(...splitTerms(fieldSelector).map((term) => fieldFilter(type, fieldSelector, term)));
  const [first, ...others] = filters;
  if (others.length === 0) return first;
  return (object) => filters.every((matches) => matches(object));
}

function labelFilter(selector: string): ObjectFilter {
  try {
    const selects = parseLabelSelector(selector);
    return ({ metadata }) => selects(metadata.labels ?? {});
  } catch (error) {
    if (error instanceof LabelSelectorError)
      throw badRequest(`unable to parse requirement: ${error.message}`);
    throw error;
  }
}

function fieldFilter(type: ResourceType, selector: string, term: string): ObjectFilter {
  const [, field = '', operator, value = ''] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? [];
  if (operator === undefined) throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
  if (![...EVERY_KIND, ...selectableFields(type)].includes(field)) throw notSelectable(type, field);
  const wanted = unescaped(value);
  const path = field.split('.');
  return (object) => (textAt(object, field, path) === wanted) === (operator !== '!=');
}

/** A CustomResourceDefinition lists them (`selectableFields`), as paths with a leading dot. */
function selectableFields(type: ResourceType): readonly string[] {
  if (!type.definition) return SELECTABLE[qualifiedName(type)] ?? [];
  const versions = valueAt(type.definition, ['spec', 'versions']);
  const version = (Array.isArray(versions) ? versions : []).find(
    (one: unknown) => isRecord(one) && one['name'] === type.version,
  );
  const fields = valueAt(version, ['selectableFields']);
  return (Array.isArray(fields) ? fields : []).map((one: unknown) =>
    String(valueAt(one, ['jsonPath'])).replace(/^\./, ''),
  );
}

function notSelectable(type: ResourceType, field: string) {
  return badRequest(
    type.definition || SELECTABLE[qualifiedName(type)]
      ? `field label not supported: ${field}`
      : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

function textAt(object: unknown, field: string, path: readonly string[]): string {
  const value = valueAt(object, path);
  if (value !== undefined && value !== null && typeof value !== 'object') return String(value);
  if (field === 'source') return String(valueAt(object, ['source', 'component']) ?? '');
  return ABSENT[field] ?? '';
}

/** Commas part the terms, unless a backslash is before them. */
function splitTerms(selector: string): string[] {
  return (selector.match(/(?:\\.|[^,\\]|\\$)+/gs) ?? []).filter((term) => term.trim() !== '');
}

function unescaped(value: string): string {
  return value.replace(/\\(.?)|[,=]/gs, (sequence, sign: string | undefined) => {
    if (sign === undefined)
      throw badRequest(`invalid field selector: unescaped character in value: ${sequence}`);
    if (!['\\', ',', '='].includes(sign)) {
      throw badRequest(`invalid field selector: invalid escape sequence: ${sequence}`);
    }
    return sign;
  });
}
