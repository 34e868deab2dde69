import type { KubeObject } from '../objects/object.ts';

/** One column of a table (Kubernetes: `TableColumnDefinition`). */
export interface Column {
  /** As the API names it: `Cluster-IP`. kubectl prints it in capitals. */
  readonly name: string;
  readonly type: string;
  /** `name` marks the column that names the object. */
  readonly format: string;
  readonly description: string;
  /** Above 0: shown with `-o wide` alone. */
  readonly priority: number;
}

/** What a table shows in one place; null: nothing. */
export type Cell = string | number | boolean | null;

/** How the objects of one kind are shown: one cell a column. `now` in milliseconds since 1970: ages are told by it. */
export interface Printer {
  readonly columns: readonly Column[];
  cells(object: KubeObject, now: number): Cell[];
}

/** What a column shows of an object. */
export type CellOf = (object: KubeObject, now: number) => Cell;

type CellsOf = Readonly<Record<string, CellOf>>;

/** A printer with these columns, by name, in this order; `wide` are those that `-o wide` adds. */
export function printer(narrow: CellsOf, wide: CellsOf = {}): Printer {
  const cells = [...Object.values(narrow), ...Object.values(wide)];
  return {
    columns: [
      ...Object.keys(narrow).map((name) => columnOf(name, 0)),
      ...Object.keys(wide).map((name) => columnOf(name, 1)),
    ],
    cells: (object, now) => cells.map((cellOf) => cellOf(object, now)),
  };
}

/** The same, with those of its columns for `-o wide` alone. */
export function withWide({ columns, cells }: Printer, wide: readonly string[]): Printer {
  return {
    columns: columns.map((column) => (wide.includes(column.name) ? { ...column, priority: 1 } : column)),
    cells,
  };
}

function columnOf(name: string, priority: number): Column {
  return { name, type: 'string', format: name === 'Name' ? 'name' : '', description: '', priority };
}
