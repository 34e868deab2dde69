import type { StatusCause } from '../objects/status.ts';
import { isMapping } from './json.ts';
import type { SchemaNode } from './schema-node.ts';

/** Items of a list of type `set` or `map` that stand there twice (Kubernetes: "Merge strategy", `listType`). */
export function duplicatesOf(node: SchemaNode, list: readonly unknown[], at: string): StatusCause[] {
  if (node.listType === 'atomic') return [];
  const seen = new Set<string>();
  const causes: StatusCause[] = [];
  for (const [index, item] of list.entries()) {
    const key = printed(node, item);
    if (seen.has(key)) {
      causes.push({
        reason: 'FieldValueDuplicate',
        message: `Duplicate value: ${key}`,
        field: `${at}[${index}]`,
      });
    }
    seen.add(key);
  }
  return causes;
}

function printed({ listType, listKeys, items }: SchemaNode, item: unknown): string {
  if (listType === 'set' || !isMapping(item)) return JSON.stringify(item);
  return JSON.stringify(
    Object.fromEntries(
      listKeys.toSorted().map((key) => [key, item[key] ?? items?.fields.get(key)?.default ?? null]),
    ),
  );
}
