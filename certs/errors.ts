export type CertificateErrorCode =
  /** A common name, host name or address that a certificate cannot carry. */
  | 'invalid-name'
  /** A validity period that ends before it begins, or that X.509 cannot write. */
  | 'invalid-validity'
  /** An empty passphrase for the authority's key. */
  | 'invalid-passphrase'
  /** A file that would be overwritten. */
  | 'file-exists'
  /** The directory or one of its files could not be written; `cause` is the system's error. */
  | 'file-not-writable';

/** What this package throws for a request that it cannot serve. `code` is stable; the message is for people. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code: CertificateErrorCode;

  constructor(code: CertificateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
