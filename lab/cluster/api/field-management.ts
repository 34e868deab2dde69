import type { KubeObject, ManagedFieldsEntry } from '../objects/object.ts';
import type { SchemaNode } from '../schema/schema-node.ts';

/** Who owns which fields of an object (Kubernetes: "Server-Side Apply"). */
export interface FieldManagement {
  /** The object with what is applied, and with its new managers. @throws ApiError 409 */
  applyConfiguration(request: Application): KubeObject;
  /** The managers after a write that is no apply. */
  trackManagers(change: Change): readonly ManagedFieldsEntry[];
}

interface Application {
  readonly live?: KubeObject;
  readonly applied: KubeObject;
  readonly manager: string;
  readonly force: boolean;
  readonly schema: SchemaNode;
  readonly subresource?: string;
  readonly now: Date;
}

interface Change {
  readonly before?: KubeObject;
  /** With the managers that the writer gave it, or those of before. */
  readonly after: KubeObject;
  readonly manager: string;
  readonly schema: SchemaNode;
  readonly subresource?: string;
  readonly apiVersion: string;
  readonly now: Date;
}
