/**
 * What a value may be. `quantity`: `500m`, `1Gi` or a number, of built-in kinds alone. `any`: not looked into
 * (`x-kubernetes-preserve-unknown-fields`, raw JSON).
 */
export type SchemaType =
  | 'object'
  | 'map'
  | 'list'
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'int-or-string'
  | 'quantity'
  | 'any';

/**
 * The shape of a value: the one view on built-in kinds and on those of CustomResourceDefinitions that decoding, defaults,
 * validation, patches, server-side apply and OpenAPI share. Nodes of built-in kinds may be recursive: ask, do not walk.
 */
export interface SchemaNode {
  readonly type: SchemaType;
  /**
   * Of a shape that an API server is compiled with: a value of another JSON type cannot be read there at all (400, what
   * `decode` finds); one of a CustomResourceDefinition can, and is invalid (422, what `validate` finds).
   */
  readonly builtIn: boolean;
  /** `io.k8s.api.apps.v1.DeploymentSpec`; absent where a shape has no name. */
  readonly name?: string;
  readonly description?: string;
  /** The fields of an object, in the order they are documented; empty for all other types. */
  readonly fields: ReadonlyMap<string, SchemaNode>;
  /** What a map or a list holds. */
  readonly items?: SchemaNode | undefined;
  /** As OpenAPI tells it. */
  readonly required: readonly string[];
  /** Which of the required fields an API server refuses an object without; of some it takes the zero value. */
  readonly missed: readonly string[];
  /** Fields that are not listed are kept as they are (`x-kubernetes-preserve-unknown-fields` of an object). */
  readonly preserveUnknown: boolean;
  readonly nullable: boolean;
  readonly default?: unknown;
  /** `x-kubernetes-list-type`: how managers share a list. Default: atomic. */
  readonly listType: 'atomic' | 'set' | 'map';
  /** `x-kubernetes-list-map-keys`: what names an item of a list of type `map`. */
  readonly listKeys: readonly string[];
  /** `x-kubernetes-map-type`: an atomic object or map has one owner. Default: granular. */
  readonly mapType: 'granular' | 'atomic';
  /**
   * `x-kubernetes-patch-merge-key`: what a strategic merge patch names an item by. Absent: the list is replaced, unless
   * its `listType` is `set`: it is one of plain values then, and a patch adds to it.
   */
  readonly mergeKey?: string;
  /** `x-kubernetes-patch-strategy`, as far as it is about more than the merge key. */
  readonly retainKeys: boolean;
  /** What values are held to; built-in kinds say the `format` alone: `int32`, `int64`, `double`, `byte`, `date-time`. */
  readonly limits: SchemaLimits;
  /** Schemas that a value is held to besides; only CustomResourceDefinitions have them. */
  readonly combined?: Combined | undefined;
}

/** `allOf`, `anyOf`, `oneOf` and `not` of OpenAPI. What is absent holds for every value. */
export interface Combined {
  readonly allOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly not?: SchemaNode;
}

/** Limits of OpenAPI (JSON Schema) that a structural schema may have. */
export interface SchemaLimits {
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}
