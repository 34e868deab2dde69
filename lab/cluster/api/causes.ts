import type { StatusCause } from '../objects/status.ts';

/** What is wrong with one field, in the words of Kubernetes (apimachinery, `field.Error`). */
export const cause = {
  required: (field: string, detail = ''): StatusCause =>
    make('FieldValueRequired', field, 'Required value', detail),
  invalid: (field: string, value: unknown, detail: string): StatusCause =>
    make('FieldValueInvalid', field, `Invalid value: ${shown(value)}`, detail),
  duplicate: (field: string, value: unknown): StatusCause =>
    make('FieldValueDuplicate', field, `Duplicate value: ${shown(value)}`),
  notFound: (field: string, value: unknown): StatusCause =>
    make('FieldValueNotFound', field, `Not found: ${shown(value)}`),
  forbidden: (field: string, detail: string): StatusCause =>
    make('FieldValueForbidden', field, 'Forbidden', detail),
  tooLong: (field: string, bytes: number): StatusCause =>
    make('FieldValueTooLong', field, 'Too long', `may not be more than ${bytes} bytes`),
  notSupported: (field: string, value: unknown, supported: readonly string[]): StatusCause =>
    make(
      'FieldValueNotSupported',
      field,
      `Unsupported value: ${shown(value)}`,
      `supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
    ),
};

export const IMMUTABLE = 'field is immutable';

function make(reason: string, field: string, what: string, detail = ''): StatusCause {
  return { reason, message: detail === '' ? what : `${what}: ${detail}`, field };
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** One cause for each message. */
export function invalidEach(field: string, value: unknown, messages: readonly string[]): StatusCause[] {
  return messages.map((message) => cause.invalid(field, value, message));
}

/** A number that may not be negative, if it is there. */
export function notNegative(field: string, value: number | undefined): StatusCause[] {
  return value !== undefined && value < 0
    ? [cause.invalid(field, value, 'must be greater than or equal to 0')]
    : [];
}

/** A value of a list of names, if it is there. */
export function oneOf(field: string, value: string | undefined, supported: readonly string[]): StatusCause[] {
  return value === undefined || supported.includes(value)
    ? []
    : [cause.notSupported(field, value, supported)];
}
