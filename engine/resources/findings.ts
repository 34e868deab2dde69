import type { z } from 'zod';
import type { Diagnostic, ResourceReference } from './diagnostic.ts';
import type { FieldReview, UnknownField } from './field-review.ts';
import type { FindingCode } from './finding-codes.ts';
import { formatPath, isMapping, valueAt } from './json.ts';
import type { FieldPath, WrittenOrigin } from './origin.ts';
import { closest } from './suggestion.ts';

/** Words findings about one manifest. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];
  readonly #object: unknown;
  readonly #origin: WrittenOrigin;
  readonly #reference: ResourceReference | undefined;

  constructor(object: unknown, origin: WrittenOrigin, reference?: ResourceReference) {
    this.#object = object;
    this.#origin = origin;
    this.#reference = reference;
  }

  /** A field is absent, or written without a value. */
  missing(path: FieldPath, expected: string): void {
    const written = valueAt(this.#object, path) === null;
    this.add('error', 'field-missing', path, {
      message: `\`${formatPath(path)}\` ${written ? 'has no value' : 'is missing'}`,
      advice: `${written ? 'give' : 'add'} \`${path.at(-1)}\`: ${expected}`,
    });
  }

  /** A field is of the wrong type. */
  wrongType(path: FieldPath, expected: string): void {
    const value = valueAt(this.#object, path);
    const subject = path.length === 0 ? 'the manifest' : `\`${formatPath(path)}\``;
    const seen = this.#isConfidential(path) ? typeName(value) : typeAndValue(value);
    const advice = this.#typeAdvice(path, value, expected);
    this.add('error', 'field-type', path, {
      message: `${subject} is ${seen}, expected ${expected}`,
      ...(advice === undefined ? {} : { advice }),
    });
  }

  /** A field has a value that is not allowed. `allowed` are the values that are, if they can be listed. */
  wrongValue(path: FieldPath, expected: string, allowed: readonly string[] = []): void {
    const value = valueAt(this.#object, path);
    const confidential = this.#isConfidential(path);
    const seen = confidential ? 'a value that is not shown here' : plainValue(value);
    const advice = confidential
      ? 'encode it, or write it as it is under `stringData`'
      : choiceAdvice(value, allowed);
    this.add('error', 'field-value', path, {
      message: `\`${formatPath(path)}\` is ${seen}, expected ${expected}`,
      ...(advice === undefined ? {} : { advice }),
    });
  }

  /** What a schema refused. Each schema's message is the noun phrase of what it allows. */
  issue({ path, message, ...issue }: z.core.$ZodIssue): void {
    const fieldPath = path.map((step) => (typeof step === 'number' ? step : String(step)));
    const value = valueAt(this.#object, fieldPath);
    if (value === undefined || (value === null && typeof fieldPath.at(-1) === 'string')) {
      this.missing(fieldPath, message);
    } else if (issue.code === 'invalid_value' && typeof value === 'string') {
      this.wrongValue(fieldPath, message, issue.values.map(String));
    } else if (['invalid_type', 'invalid_union', 'invalid_value'].includes(issue.code)) {
      this.wrongType(fieldPath, message);
    } else {
      this.wrongValue(fieldPath, message);
    }
  }

  /** Fields that do not exist or do nothing; `strict`: one that does not exist is an error. Returns whether the object is still good. */
  review({ unknown, ineffective, empty }: FieldReview, kind: string, strict = false): boolean {
    for (const field of unknown) this.#unknown(field, kind, strict);
    for (const { path, values } of ineffective) {
      this.add('warning', 'field-value', path, {
        message: `\`${formatPath(path)}\` is ${plainValue(valueAt(this.#object, path))}, which is ignored`,
        advice: `these have an effect: ${values.join(', ')}`,
      });
    }
    for (const path of empty) {
      const message = `\`${formatPath(path)}\` has no value, which is the same as leaving it out`;
      const advice = `write \`${path.at(-1)}: {}\` if it is meant, or remove it`;
      this.add('warning', 'field-empty', path, { message, advice }, 'key');
    }
    return unknown.every(({ typeNoun }) => typeNoun === undefined && !strict);
  }

  #unknown({ path, known, typeNoun }: UnknownField, kind: string, strict: boolean): void {
    const field = formatPath(path);
    const suggestion = closest(String(path.at(-1)), known);
    const advice = suggestion ? `did you mean \`${suggestion}\`?` : `known here: ${known.join(', ')}`;
    if (typeNoun) {
      this.add(
        'error',
        'field-value',
        path,
        { message: `\`${field}\` is not a known ${typeNoun}`, advice },
        'key',
      );
    } else {
      const refused = 'is not a field of the file provider, which refuses the whole file';
      const message = `\`${field}\` ${strict ? refused : `is not a field of ${kind}, it is ignored`}`;
      this.add(strict ? 'error' : 'warning', 'field-unknown', path, { message, advice }, 'key');
    }
  }

  add(
    severity: Diagnostic['severity'],
    code: FindingCode,
    path: FieldPath,
    text: { readonly message: string; readonly advice?: string },
    at: 'key' | 'value' = 'value',
  ): void {
    const position = at === 'key' ? this.#origin.keyPosition(path) : this.#origin.position(path);
    this.diagnostics.push({
      severity,
      code,
      ...text,
      ...(this.#reference ? { resource: this.#reference } : {}),
      position: this.#isConfidential(path) ? { ...position, lineText: '' } : position,
    });
  }

  /** A value of a Secret is most likely wrong because it was not encoded: it must not end up in a log. */
  #isConfidential(path: FieldPath): boolean {
    const [field] = path;
    return valueAt(this.#object, ['kind']) === 'Secret' && (field === 'data' || field === 'stringData');
  }

  #typeAdvice(path: FieldPath, value: unknown, expected: string): string | undefined {
    if (Array.isArray(value) || isMapping(value)) {
      return expected === 'a list' ? 'begin each item with `- `' : undefined;
    }
    if (typeof value === 'string') {
      const isBare = expected === 'true or false' ? /^(?:true|false)$/i : /^-?\d+$/;
      return isBare.test(value) && !expected.includes('string') ? `write ${value} without quotes` : undefined;
    }
    if (expected !== 'a string' || value === null) return undefined;
    return this.#isConfidential(path) ? 'write it in quotes' : `write it in quotes: "${value}"`;
  }
}

function choiceAdvice(value: unknown, allowed: readonly string[]): string | undefined {
  if (typeof value !== 'string' || allowed.length === 0) return undefined;
  const suggestion = closest(value, allowed);
  if (suggestion !== undefined) return `did you mean \`${suggestion}\`?`;
  return allowed.length === 1 ? `write \`${allowed[0]}\`` : undefined;
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return isMapping(value) ? 'a mapping' : `a ${typeof value}`;
}

function typeAndValue(value: unknown): string {
  if (typeof value === 'string') return `the string ${plainValue(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : typeName(value);
}

function plainValue(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : typeName(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}
