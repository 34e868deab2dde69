/**
 * The values at a path such as `http.routers.total` in a JSON text, joined with `, `: strings as they are, everything
 * else as JSON. A step of the path is a field, the index of an item, or `*` for all of them; `none` if nothing is there.
 */
export function valuesAt(text: string, path: string): string {
  let values: unknown[] = [JSON.parse(text)];
  for (const step of path.split('.')) values = values.flatMap((value) => children(value, step));
  const shown = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return shown.length === 0 ? 'none' : shown.join(', ');
}

function children(value: unknown, step: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => (step === '*' || key === step ? [child] : []));
}
