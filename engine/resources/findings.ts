import type { z } from 'zod';
import type { Diagnostic, ResourceReference } from './diagnostic.ts';
import type { FieldReview, UnknownField } from './field-review.ts';
import type { FindingCode } from './finding-codes.ts';
import { fixIn, type Mending } from './fix.ts';
import { formatPath, isMapping, valueAt } from './json.ts';
import type { FieldPath, WrittenOrigin } from './origin.ts';
import { closest, onlyNear } from './suggestion.ts';

interface Wording {
  readonly message: string;
  readonly advice?: string;
  readonly mending?: Mending | undefined;
}

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
    const confidential = this.#isConfidential(path);
    const seen = confidential ? typeName(value) : typeAndValue(value);
    const advice = this.#typeAdvice(path, value, expected);
    this.add('error', 'field-type', path, {
      message: `${subject} is ${seen}, expected ${expected}`,
      ...(advice === undefined ? {} : { advice }),
      mending: confidential ? undefined : quoting(path, value, advice),
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
      mending: confidential ? undefined : choosing(path, value, allowed),
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
      const value = valueAt(this.#object, path);
      this.add('warning', 'field-value', path, {
        message: `\`${formatPath(path)}\` is ${plainValue(value)}, which is ignored`,
        advice: `these have an effect: ${values.join(', ')}`,
        mending: choosing(path, value, values),
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
    const mending = this.#renaming(path, known);
    if (typeNoun) {
      this.add(
        'error',
        'field-value',
        path,
        { message: `\`${field}\` is not a known ${typeNoun}`, advice, mending },
        'key',
      );
    } else {
      const refused = 'is not a field of the file provider, which refuses the whole file';
      const message = `\`${field}\` ${strict ? refused : `is not a field of ${kind}, it is ignored`}`;
      this.add(strict ? 'error' : 'warning', 'field-unknown', path, { message, advice, mending }, 'key');
    }
  }

  /** Only where the field that is meant is not written as well. */
  #renaming(path: FieldPath, known: readonly string[]): Mending | undefined {
    const name = onlyNear(String(path.at(-1)), known);
    if (name === undefined || valueAt(this.#object, [...path.slice(0, -1), name]) !== undefined) {
      return undefined;
    }
    return { title: `write \`${name}\``, edit: (editor) => editor.rename(path, name) };
  }

  add(
    severity: Diagnostic['severity'],
    code: FindingCode,
    path: FieldPath,
    { mending, ...text }: Wording,
    at: 'key' | 'value' = 'value',
  ): void {
    const isConfidential = this.#isConfidential(path);
    const position = at === 'key' ? this.#origin.keyPosition(path) : this.#origin.position(path);
    this.diagnostics.push({
      severity,
      code,
      ...text,
      ...(this.#reference ? { resource: this.#reference } : {}),
      position: isConfidential ? { ...position, lineText: '' } : position,
      ...(isConfidential ? {} : fixIn(this.#origin, mending)),
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

/** A number or a word that is to stand in quotes, or without them. */
function quoting(path: FieldPath, value: unknown, advice = ''): Mending | undefined {
  if (advice.startsWith('write it in quotes') && ['number', 'boolean'].includes(typeof value)) {
    // As it is written: `1.10` is the number 1.1.
    const edit: Mending['edit'] = (editor) => editor.replace(path, (written) => `"${written}"`);
    return { title: 'write it in quotes', edit };
  }
  if (!advice.endsWith('without quotes')) return undefined;
  const bare = String(value).toLowerCase();
  return { title: `write ${bare}`, edit: (editor) => editor.replace(path, () => bare) };
}

/** One of the values that are allowed instead of a slip of the pen. */
function choosing(path: FieldPath, value: unknown, allowed: readonly string[]): Mending | undefined {
  const meant = typeof value === 'string' ? onlyNear(value, allowed) : undefined;
  if (typeof value !== 'string' || meant === undefined) return undefined;
  return {
    title: `write \`${meant}\``,
    edit: (editor) => editor.rewrite(path, 0, value.length, meant),
  };
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
