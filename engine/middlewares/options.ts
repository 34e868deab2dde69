import { parseDuration } from '../resources/duration.ts';
import { MiddlewareError } from './middleware-error.ts';

/** The options of one middleware, read by name and type. Every reader throws MiddlewareError on another type. */
export class Options {
  readonly #middleware: string;
  readonly #path: string;
  readonly #values: Readonly<Record<string, unknown>>;

  /** `path` is the type, `ipAllowList`, or a section of it, `ipAllowList.ipStrategy`. */
  constructor(middleware: string, path: string, values: unknown) {
    this.#middleware = middleware;
    this.#path = path;
    if (values === undefined || values === null) this.#values = {};
    else if (isRecord(values)) this.#values = values;
    else
      throw new MiddlewareError('middleware-option', `middleware "${middleware}": ${path} must be an object`);
  }

  /** An error about one option, for the caller to throw. @param offset of the character at fault in its text */
  error(option: string, message: string, offset?: number): MiddlewareError {
    const where = `middleware "${this.#middleware}": ${this.#path}.${option}`;
    return new MiddlewareError('middleware-option', `${where} ${message}`, option, offset);
  }

  /** Empty if not given, as in Traefik. */
  text(option: string): string {
    const value = this.#values[option] ?? '';
    if (typeof value !== 'string') throw this.error(option, 'must be a string');
    return value;
  }

  requiredText(option: string): string {
    const value = this.text(option);
    if (value === '') throw this.error(option, 'must not be empty');
    return value;
  }

  flag(option: string): boolean {
    const value = this.#values[option] ?? false;
    if (typeof value !== 'boolean') throw this.error(option, 'must be true or false');
    return value;
  }

  integer(option: string): number | undefined {
    const value = this.#values[option] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw this.error(option, 'must be a whole number');
    }
    return value;
  }

  /** Milliseconds. */
  duration(option: string): number | undefined {
    const value = this.#values[option] ?? undefined;
    if (value === undefined) return undefined;
    const milliseconds =
      typeof value === 'number' || typeof value === 'string' ? parseDuration(value) : undefined;
    if (milliseconds === undefined) throw this.error(option, 'must be a duration such as 500ms or 1m30s');
    return milliseconds;
  }

  /** A whole number from `minimum` on. */
  count(option: string, minimum: number): number | undefined {
    const value = this.integer(option);
    if (value !== undefined && value < minimum) {
      throw this.error(option, minimum === 0 ? 'must not be negative' : `must be ${minimum} or more`);
    }
    return value;
  }

  texts(option: string): readonly string[] {
    const value = this.#values[option] ?? [];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
      throw this.error(option, 'must be a list of strings');
    }
    return value;
  }

  textMap(option: string): readonly (readonly [string, string])[] {
    const value = this.#values[option] ?? {};
    if (!isRecord(value)) throw this.error(option, 'must map names to strings');
    return Object.entries(value).map(([name, text]) => {
      if (typeof text !== 'string') throw this.error(option, `must map "${name}" to a string`);
      return [name, text];
    });
  }

  integerMap(option: string): readonly (readonly [string, number])[] {
    const value = this.#values[option] ?? {};
    if (!isRecord(value)) throw this.error(option, 'must map names to whole numbers');
    return Object.entries(value).map(([name, number]) => {
      if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
        throw this.error(option, `must map "${name}" to a whole number`);
      }
      return [name, number];
    });
  }

  section(option: string): Options | undefined {
    const value = this.#values[option] ?? undefined;
    if (value === undefined) return undefined;
    return new Options(this.#middleware, `${this.#path}.${option}`, value);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
