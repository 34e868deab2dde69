import type { TLSSocket } from 'node:tls';

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

/** What `tls.connect` takes for it. */
export function connectionOptions(tls: ClientTls) {
  return {
    servername: tls.serverName,
    rejectUnauthorized: tls.ca !== undefined,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.identity === undefined ? {} : { cert: tls.identity.certificatePem, key: tls.identity.keyPem }),
    ...(tls.maxVersion === undefined ? {} : { maxVersion: tls.maxVersion }),
  };
}

/** Subject CN of the certificate that the server showed; empty if it has none. */
export function serverCertificate(socket: TLSSocket): string {
  const { CN } = socket.getPeerCertificate().subject ?? {};
  return [CN ?? ''].flat()[0] ?? '';
}
