/** What a `Status` says of one field. */
export interface StatusCause {
  /** `FieldValueRequired`, `FieldValueInvalid`, `FieldValueNotSupported`, `FieldManagerConflict`, ... */
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** How an API says that something failed (Kubernetes: API conventions, "Response Status Kind"). */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The plural for what is not found or conflicts, the kind for what is invalid, as clients expect it. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A request that an API refuses. The message is what kubectl prints. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status. */
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;
  /** What else is to be said about the request. */
  readonly warnings: readonly string[];

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusDetails,
    warnings: readonly string[] = [],
  ) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.warnings = warnings;
  }

  /** As the body of an answer. */
  get status(): Status {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}
