/** A mapping of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** An object as the API sends it. Objects in a list of built-in kinds come without `apiVersion` and `kind`. */
export interface ApiObject extends Json {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly [field: string]: unknown;
  };
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether something can be told from others: it has a name. */
export function isApiObject(value: unknown): value is ApiObject {
  return isJson(value) && isJson(value['metadata']) && typeof value['metadata']['name'] === 'string';
}

/** The `metadata.resourceVersion` of an object, a list or a bookmark. */
export function versionOf(value: Json): string | undefined {
  const version = isJson(value['metadata']) ? value['metadata']['resourceVersion'] : undefined;
  return typeof version === 'string' && version !== '' ? version : undefined;
}
