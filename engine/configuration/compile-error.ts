import type { FindingCode } from '../resources/finding-codes.ts';
import type { FieldPath } from '../resources/origin.ts';

/** Why one part of a resource cannot be compiled; whoever compiles the resource decides what falls with it. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly code: FindingCode;
  /** The field that is wrong, from the root of the resource. */
  readonly path: FieldPath;
  readonly advice: string | undefined;
  /** true if the cause was reported already, with another resource. */
  readonly silent: boolean;

  constructor(code: FindingCode, path: FieldPath, message: string, advice?: string, silent = false) {
    super(message);
    this.code = code;
    this.path = path;
    this.advice = advice;
    this.silent = silent;
  }
}
