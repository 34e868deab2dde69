import type {
  Deleted,
  DeleteOptions,
  Listed,
  ListOptions,
  ObjectFilter,
  ObjectName,
  Patch,
  WriteOptions,
  Written,
} from '../api/requests.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';

/** What the server asks of the API behind it. All of it happens at once, and throws ApiError for what is refused. */
export interface Verbs {
  get(name: ObjectName): KubeObject;
  getScale(name: ObjectName): KubeObject;
  list(type: ResourceType, options: ListOptions): Listed;
  filter(type: ResourceType, options: ListOptions): ObjectFilter;
  create(type: ResourceType, namespace: string, body: Json, options: WriteOptions): Written;
  update(name: ObjectName, body: Json, options: WriteOptions): Written;
  patch(name: ObjectName, patch: Patch, options: WriteOptions): Written;
  delete(name: ObjectName, options: DeleteOptions): Deleted;
  deleteCollection(type: ResourceType, options: ListOptions, deletion: DeleteOptions): readonly KubeObject[];
}
