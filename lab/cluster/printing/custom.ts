import type { KubeObject } from '../objects/object.ts';
import type { PrinterColumn, ResourceType } from '../objects/resource-type.ts';
import { ageOf, nameOf, since } from './cells.ts';
import { listAt, textAt } from './fields.ts';
import { type JsonPath, JsonPathError, parseJsonPath } from './json-path.ts';
import { type Cell, type CellOf, type Printer, printer } from './printer.ts';

/**
 * The columns of a custom resource: its name, then those that its CustomResourceDefinition gives
 * (`additionalPrinterColumns`), or its age if it gives none.
 */
export function customPrinter({ definition, version }: ResourceType): Printer {
  const served = listAt(definition, 'spec', 'versions').find((one) => textAt(one, 'name') === version);
  const columns = listAt(served, 'additionalPrinterColumns') as readonly PrinterColumn[];
  if (columns.length === 0) return printer({ Name: nameOf, Age: ageOf });
  const cells: CellOf[] = [nameOf, ...columns.map(cellOf)];
  return {
    columns: [
      { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
      ...columns.map(({ name, type, format = '', description = '', priority = 0 }) => ({
        name,
        type,
        format,
        description,
        priority,
      })),
    ],
    cells: (object, now) => cells.map((cell) => cell(object, now)),
  };
}

/** A path that cannot be read shows nothing: the definition is looked at when it is created, not each time it is listed. */
function cellOf({ type, jsonPath }: PrinterColumn): CellOf {
  const find = readPath(jsonPath);
  return (object, now) => {
    const found = find(object).find((value) => value !== undefined && value !== null);
    return found === undefined ? null : formatFound(found, type, now);
  };
}

function readPath(path: string): JsonPath {
  try {
    return parseJsonPath(path);
  } catch (error) {
    if (error instanceof JsonPathError) return (): readonly unknown[] => [];
    throw error;
  }
}

/** Of several that a path finds, the first is shown, as the API server does it. */
function formatFound(found: unknown, type: PrinterColumn['type'], now: number): Cell {
  switch (type) {
    case 'integer':
      return typeof found === 'number' ? Math.trunc(found) : null;
    case 'number':
      return typeof found === 'number' ? found : null;
    case 'boolean':
      return typeof found === 'boolean' ? found : null;
    case 'date':
      return Number.isNaN(Date.parse(String(found))) ? '<invalid>' : since(found, now);
    default:
      return typeof found === 'string' ? found : JSON.stringify(found);
  }
}

/** One printer a definition: that a definition is changed makes a new object of it. */
const printers = new WeakMap<KubeObject, Map<string, Printer>>();

/** The same printer as before while the definition is the same. */
export function printerOfDefinition(type: ResourceType & { readonly definition: KubeObject }): Printer {
  const known = printers.get(type.definition) ?? new Map<string, Printer>();
  printers.set(type.definition, known);
  const found = known.get(type.version) ?? customPrinter(type);
  known.set(type.version, found);
  return found;
}
