/** Those of the fields that have a value: what is optional in a plan is left out, and never there as undefined. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(fields);
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  return Object.assign(kept, Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
}
