import type { KubeObject } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { ApiError } from '../objects/status.ts';
import { cause } from './causes.ts';
import { checkPreconditions } from './deletion.ts';
import { badRequest, invalid, modified } from './errors.ts';
import type { Draft } from './json.ts';
import type { ObjectName, WriteOptions } from './requests.ts';

/** What a request is refused for before anybody looks at what it says. */

export function checkSubresource(type: ResourceType, subresource: WriteOptions['subresource']): void {
  if (subresource === undefined || type.subresources.includes(subresource)) return;
  throw new ApiError(404, 'NotFound', 'the server could not find the requested resource');
}

/** A body may leave out what the path says, and may not say anything else. */
export function checkName({ type, namespace, name }: ObjectName, { metadata }: Draft): void {
  metadata.name ||= name;
  if (metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  checkNamespaceOfBody(type, namespace, { metadata });
}

export function checkNamespaceOfBody(
  { namespaced }: ResourceType,
  namespace: string,
  { metadata }: Pick<Draft, 'metadata'>,
): void {
  if (!namespaced) return;
  metadata.namespace ||= namespace;
  if (metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** Custom resources insist on a resource version; for all others none means the latest one. */
export function checkVersionIsThere({ type, name }: ObjectName, { metadata }: Draft): void {
  if (!type.definition || metadata.resourceVersion) return;
  throw invalid({ group: type.group, kind: type.plural }, name, [
    cause.invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
  ]);
}

export function checkVersion(type: ResourceType, { metadata }: Draft, before: KubeObject): void {
  const { resourceVersion = '', uid } = metadata;
  if (resourceVersion !== '' && resourceVersion !== before.metadata.resourceVersion) {
    throw modified(type, before.metadata.name);
  }
  if (uid) checkPreconditions(type, before, { uid });
}
