/** Why a middleware cannot be built; every router that uses it is disabled (Traefik: middlewares/overview). */
export type MiddlewareErrorCode = 'middleware-unsupported' | 'middleware-option';

/** A middleware that cannot be built from its options. */
export class MiddlewareError extends Error {
  readonly code: MiddlewareErrorCode;
  /** Name of the option at fault, `sourceRange`; absent if it is the type. */
  readonly option?: string;

  /** Characters into the text of the option. */
  readonly offset?: number;

  constructor(code: MiddlewareErrorCode, message: string, option?: string, offset?: number) {
    super(message);
    this.name = 'MiddlewareError';
    this.code = code;
    if (option !== undefined) this.option = option;
    if (offset !== undefined) this.offset = offset;
  }
}
