import type { Item } from './shapes/item.ts';

/** An item of a list, with what lists are searched and sorted by. */
export interface ListItem extends Item {
  readonly rule?: string;
  readonly service?: string;
  readonly middlewares?: readonly string[];
  readonly entryPoints?: readonly string[];
  readonly priorityStr?: string;
  readonly serverStatus?: Readonly<Record<string, string>>;
}

/** A page that is not there, or a page number that is none. */
export class InvalidPageError extends Error {
  override readonly name = 'InvalidPageError';
  readonly code = 'invalid-page';
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** 1: there is none. */
  readonly next: number;
}

/** Keeps what `search`, `status`, `serviceName` and `middlewareName` ask for, in the order of `sortBy` and `direction`. */
export function selectItems<T extends ListItem>(items: readonly T[], query: URLSearchParams): T[] {
  const search = query.get('search')?.toLowerCase() ?? '';
  const status = query.get('status')?.toLowerCase() ?? '';
  const serviceName = query.get('serviceName') ?? '';
  const middlewareName = query.get('middlewareName') ?? '';
  const kept = items.filter(
    (item) =>
      (status === '' || item.status === status) &&
      [item.name, item.rule ?? ''].some((text) => text.toLowerCase().includes(search)) &&
      (serviceName === '' || item.service === undefined || namesService(serviceName, item.service)) &&
      (middlewareName === '' ||
        item.service === undefined ||
        item.middlewares?.includes(middlewareName) === true),
  );
  const sign = query.get('direction') === 'desc' ? -1 : 1;
  const key = SORT_KEYS.get(query.get('sortBy') ?? '') ?? nameOf;
  return kept.toSorted((a, b) => sign * (compare(key(a), key(b)) || compare(a.name, b.name)));
}

/**
 * The page that `page` (from 1) and `per_page` (100) name.
 *
 * @throws InvalidPageError with Traefik's text
 */
export function pageOf<T>(items: readonly T[], query: URLSearchParams): Page<T> {
  const perPage = positive(query, 'per_page', 100);
  const page = positive(query, 'page', 1);
  const start = (page - 1) * perPage;
  if (start !== 0 && start >= items.length) {
    throw new InvalidPageError(`invalid request: page: ${page}, per_page: ${perPage}`);
  }
  return { items: items.slice(start, start + perPage), next: start + perPage < items.length ? page + 1 : 1 };
}

function positive(query: URLSearchParams, name: string, absent: number): number {
  const text = query.get(name) ?? '';
  if (text === '') return absent;
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : 0;
  if (value <= 0 || !Number.isSafeInteger(value))
    throw new InvalidPageError(`invalid request: ${name}: ${value}`);
  return value;
}

/** A router names a service of its own provider without saying so. */
function namesService(wanted: string, service: string): boolean {
  return service.includes('@') ? service === wanted : service === wanted.replace(/@.*$/s, '');
}

type SortKey = (item: ListItem) => string | number | bigint;

const nameOf: SortKey = (item) => item.name;

const SORT_KEYS: ReadonlyMap<string, SortKey> = new Map<string, SortKey>([
  ['name', nameOf],
  ['provider', (item) => item.provider],
  ['status', (item) => item.status],
  ['rule', (item) => item.rule ?? ''],
  ['service', (item) => item.service ?? ''],
  ['entryPoints', (item) => item.entryPoints?.join() ?? ''],
  ['priority', (item) => (/^-?\d+$/.test(item.priorityStr ?? '') ? BigInt(item.priorityStr ?? 0) : 0n)],
  ['type', (item) => item.type ?? ''],
  ['servers', (item) => Object.keys(item.serverStatus ?? {}).length],
]);

function compare<V extends string | number | bigint>(a: V, b: V): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
