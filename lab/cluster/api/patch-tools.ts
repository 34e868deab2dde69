import type { Json, KubeObject, ManagedFieldsEntry } from '../objects/object.ts';
import type { SchemaNode } from '../schema/schema-node.ts';

/** The ways to change an object by a patch, and who owns its fields. */
export interface PatchTools {
  applyJsonPatch(object: Json, operations: readonly unknown[]): Json;
  applyMergePatch(object: Json, patch: Json): Json;
  applyStrategicMerge(schema: SchemaNode, object: Json, patch: Json): Json;
  applyConfiguration(request: Application): KubeObject;
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
  readonly after: KubeObject;
  readonly manager: string;
  readonly schema: SchemaNode;
  readonly subresource?: string;
  readonly apiVersion: string;
  readonly now: Date;
}
