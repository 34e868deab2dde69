import { parseDuration } from '../resources/duration.ts';
import type { FieldPath, Origin } from '../resources/origin.ts';
import { FlagError } from './flag-values.ts';

/**
 * A mapping among the values of a Helm chart. A field that is null counts as absent: with null, Helm removes a default
 * of the chart. All readers throw a FlagError with file and line for a value of another type.
 */
export class HelmFields {
  readonly #origin: Origin;
  readonly #path: FieldPath;
  readonly #fields: ReadonlyMap<string, unknown>;

  /** Without fields if the value is absent or null. */
  constructor(origin: Origin, value: unknown, path: FieldPath = []) {
    this.#origin = origin;
    this.#path = path;
    const written = value ?? {};
    if (typeof written !== 'object' || Array.isArray(written)) {
      throw this.refuse([], `${this.place() || 'the file'} is not a mapping`, 'write NAME: VALUE lines');
    }
    this.#fields = new Map(Object.entries(written).filter(([, field]) => field !== null));
  }

  get names(): string[] {
    return [...this.#fields.keys()];
  }

  /** The field as errors name it, such as `ports.web.tls.domains[0].main`. */
  place(...steps: FieldPath): string {
    return [...this.#path, ...steps]
      .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
      .join('');
  }

  refuse(steps: FieldPath, problem: string, advice: string): FlagError {
    const { line } = this.#origin.position([...this.#path, ...steps]);
    return new FlagError(`${this.#origin.file}:${line}: ${problem}; ${advice}`);
  }

  /** undefined if the field is absent. */
  value(field: string): unknown {
    return this.#fields.get(field);
  }

  /** Whether the field holds something: the chart's templates take empty texts, lists and mappings as absent. */
  holds(field: string): boolean {
    const value = this.value(field);
    if (value === undefined || value === '') return false;
    return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
  }

  mapping(field: string): HelmFields {
    return new HelmFields(this.#origin, this.value(field), [...this.#path, field]);
  }

  mappings(field: string, item: string): HelmFields[] {
    return this.#list(field, item).map(
      (value, index) => new HelmFields(this.#origin, value, [...this.#path, field, index]),
    );
  }

  texts(field: string, item: string, example: string): string[] {
    return this.#list(field, item).map((value, index) => {
      if (typeof value === 'string') return value;
      throw this.#wrong([field, index], value, `write a ${item} such as ${example}`);
    });
  }

  /** undefined if the text is empty, too. */
  text(field: string, advice: string): string | undefined {
    const value = this.value(field) ?? '';
    if (typeof value !== 'string') throw this.#wrong([field], value, advice);
    return value || undefined;
  }

  boolean(field: string): boolean | undefined {
    const value = this.value(field);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.#wrong([field], value, 'write true or false');
  }

  /** A number, or as text one that may be too large for a number. */
  wholeNumber(field: string): number | string | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return value;
    throw this.#wrong([field], value, 'write a whole number such as 10, in quotes if it is above 2^53');
  }

  /** As it is written; undefined if the text is empty, too. */
  duration(field: string): number | string | undefined {
    const value = this.value(field) ?? '';
    if (value === '') return undefined;
    const known = typeof value === 'number' || typeof value === 'string';
    if (known && (parseDuration(value) ?? -1) >= 0) return value;
    throw this.#wrong([field], value, 'write a duration such as 30s, 1m30s or 500ms');
  }

  portNumber(field: string): number | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
    throw this.#wrong([field], value, 'write a whole number from 1 to 65535, without quotes');
  }

  #list(field: string, item: string): unknown[] {
    const value = this.value(field) ?? [];
    if (Array.isArray(value)) return value;
    throw this.refuse([field], `${this.place(field)} is not a list`, `begin each ${item} with "- "`);
  }

  #wrong(steps: FieldPath, value: unknown, advice: string): FlagError {
    return this.refuse(steps, `${this.place(...steps)} is ${JSON.stringify(value)}`, advice);
  }
}
