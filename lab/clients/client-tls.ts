import type { TLSSocket } from 'node:tls';

/** A version of TLS. */
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** How a client speaks TLS. */
export interface ClientTls {
  /** Server name asked for in the ClientHello and checked in the server's certificate. */
  readonly serverName: string;
  /** PEM of the authorities the server's certificate is checked with; absent: not checked. */
  readonly ca?: string;
  /** The certificate the client shows. */
  readonly identity?: { readonly certificatePem: string; readonly keyPem: string };
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** Cipher suites, as OpenSSL names them. */
  readonly suites?: readonly string[];
  /** Protocols offered by ALPN. */
  readonly protocols?: readonly string[];
  /** Asks for TLS in clear first, as PostgreSQL clients do (SSLRequest). */
  readonly asPostgres?: boolean;
}

/** What `tls.connect` takes for it. */
export function connectionOptions(tls: ClientTls) {
  // Without a lower level OpenSSL itself keeps away from versions before 1.2.
  const isOld = tls.minVersion === 'TLSv1' || tls.minVersion === 'TLSv1.1';
  const suites = isOld ? `${tls.suites?.join(':') ?? 'DEFAULT'}:@SECLEVEL=0` : tls.suites?.join(':');
  return {
    servername: tls.serverName,
    rejectUnauthorized: tls.ca !== undefined,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.identity === undefined ? {} : { cert: tls.identity.certificatePem, key: tls.identity.keyPem }),
    ...(tls.minVersion === undefined ? {} : { minVersion: tls.minVersion }),
    ...(tls.maxVersion === undefined ? {} : { maxVersion: tls.maxVersion }),
    ...(suites === undefined ? {} : { ciphers: suites }),
    ...(tls.protocols === undefined ? {} : { ALPNProtocols: [...tls.protocols] }),
  };
}

/** Subject CN of the certificate that the server showed; empty if it has none. */
export function serverCertificate(socket: TLSSocket): string {
  const { CN } = socket.getPeerCertificate().subject ?? {};
  return [CN ?? ''].flat()[0] ?? '';
}
