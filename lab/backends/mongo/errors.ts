import type { Document } from './document.ts';

/** Names and numbers of the server errors this backend answers with (MongoDB: reference/error-codes). */
const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  CursorNotFound: 43,
  NamespaceExists: 48,
  InvalidIdField: 53,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  CommandNotSupported: 115,
  UnsupportedOpQueryCommand: 352,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  Location40323: 40323,
  Location40324: 40324,
  Location40414: 40414,
  Location40571: 40571,
} as const;

/** An error that the client receives as `{ ok: 0, errmsg, code, codeName }`, or as an entry of `writeErrors`. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: keyof typeof ERROR_CODES;
  /** Further fields of the error document, such as `keyValue`. */
  readonly details: Document;

  constructor(codeName: keyof typeof ERROR_CODES, message: string, details: Document = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = ERROR_CODES[codeName];
    this.codeName = codeName;
    this.details = details;
  }
}

/**
 * Turns whatever a command threw into an error for the client.
 * The query library reports a bad filter, update or pipeline with a plain error: the client's mistake, hence BadValue.
 */
export function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  return new CommandError('BadValue', error instanceof Error ? error.message : String(error));
}

/** The answer to a command that failed. */
export function errorReply(error: CommandError): Document {
  return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
}
