import type { KubernetesApi } from '../api/kubernetes-api.ts';

/** What the server asks of the API behind it. All of it happens at once, and throws ApiError for what is refused. */
export type Verbs = Pick<
  KubernetesApi,
  'create' | 'delete' | 'deleteCollection' | 'filter' | 'get' | 'getScale' | 'list' | 'patch' | 'update'
>;
