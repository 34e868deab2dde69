/** What a rule may ask of a TCP connection. */
export interface TcpFacts {
  /** The server name of the TLS ClientHello; empty if there is none or no TLS. */
  readonly sni: string;
  /** The protocols that the ClientHello offers, in its order; none without TLS. */
  readonly alpn: readonly string[];
  /** The address of the TCP peer. */
  readonly clientIp: string;
}
