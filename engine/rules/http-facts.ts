/** What a rule may ask of an HTTP request. */
export interface HttpFacts {
  /** Canonical (see `canonicalHost`): lower case, without port and brackets; empty if the request names none. */
  readonly host: string;
  /**
   * The routing path: cleaned, percent-decoded except for the characters with a meaning in URLs, and without the
   * query. `/` at least.
   */
  readonly path: string;
  /** As sent: methods are case-sensitive. */
  readonly method: string;
  /** The address of the TCP peer; what forwarding headers claim does not count. */
  readonly clientIp: string;
  /** Every line of a header, in order, with a character for each byte; none if it is absent. */
  header(lowerCaseName: string): readonly string[];
  /** The query's parameters as decoded pairs, in order. */
  query(): readonly (readonly [name: string, value: string])[];
}
