import type { ObjectStore } from '../objects/object-store.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import type { ApiError } from '../objects/status.ts';
import { forbidden, notFound } from './errors.ts';

/** What every cluster needs: these namespaces cannot be deleted (admission plugin NamespaceLifecycle). */
const PROTECTED = new Set(['default', 'kube-public', 'kube-system']);

const NAMESPACES: Pick<ResourceType, 'group' | 'plural'> = { group: '', plural: 'namespaces' };

export function isNamespace({ group, plural }: Pick<ResourceType, 'group' | 'plural'>): boolean {
  return group === '' && plural === 'namespaces';
}

/**
 * Objects are made in namespaces that are there and stay.
 *
 * @throws ApiError 404, 403
 */
export function checkNamespace(
  store: ObjectStore,
  type: ResourceType,
  namespace: string,
  name: string,
): void {
  if (!type.namespaced) return;
  const found = store.get(NAMESPACES, '', namespace);
  if (!found) throw notFound(NAMESPACES, namespace);
  if (found.metadata.deletionTimestamp !== undefined) {
    throw forbidden(
      type,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
  }
}

/** Why this namespace cannot be deleted. */
export function refusalOfDeletion(name: string): ApiError | undefined {
  return PROTECTED.has(name) ? forbidden(NAMESPACES, name, 'this namespace may not be deleted') : undefined;
}
