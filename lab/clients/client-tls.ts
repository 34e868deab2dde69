/** How a client speaks TLS. */
export interface ClientTls {
  /** Server name asked for in the ClientHello and checked in the server's certificate. */
  readonly serverName: string;
  /** PEM of the authorities the server's certificate is checked with; absent: not checked. */
  readonly ca?: string;
  /** The certificate the client shows. */
  readonly identity?: { readonly certificatePem: string; readonly keyPem: string };
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}
