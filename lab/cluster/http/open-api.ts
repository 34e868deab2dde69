import type { Registry } from '../objects/registry.ts';

/** The documents that tell clients what is served, and `kubectl explain` what fields mean. */
export interface OpenApi {
  /** `/openapi/v3`. */
  index(registry: Registry): unknown;
  /** `/openapi/v3/apis/GROUP/VERSION`; undefined: there is none. */
  document(registry: Registry, group: string, version: string): unknown;
  /** `/openapi/v2` as protobuf, the only form in which clients read it. */
  v2(): Uint8Array;
}
