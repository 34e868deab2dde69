import type { HttpServer, ServersTransport } from '../../routing/targets.ts';

const keys = new WeakMap<ServersTransport, string>();

/** Transports that make the same connections have equal keys, whatever they are called and wherever they are written. */
export function transportKey(transport: ServersTransport): string {
  let key = keys.get(transport);
  if (key === undefined) {
    key = JSON.stringify([
      transport.serverName,
      transport.insecureSkipVerify,
      transport.rootCas,
      transport.certificates.map(({ certificatePem, keyPem }) => [certificatePem, keyPem]),
      transport.peerCertUri,
      transport.cipherSuites,
      transport.minVersion,
      transport.maxVersion,
      transport.maxIdleConnectionsPerHost,
      transport.dialTimeoutMs,
      transport.responseHeaderTimeoutMs,
      transport.idleConnectionTimeoutMs,
      transport.readIdleTimeoutMs,
      transport.pingTimeoutMs,
      transport.disableHttp2,
    ]);
    keys.set(transport, key);
  }
  return key;
}

/** Connections that may serve each other's requests have equal keys. */
export function originKey({ scheme, hostname, port, transport }: HttpServer): string {
  return `${scheme} ${hostname}:${port} ${transportKey(transport)}`;
}
