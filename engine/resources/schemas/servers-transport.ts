import { define, TRAEFIK } from './definition.ts';
import { anything, duration, fields, flag, integer, list, text, texts } from './fields.ts';
import { tlsVersion } from './tls.ts';

/** How a proxy trusts a server, over HTTP and over TCP. */
const serverTls = {
  serverName: text.optional(),
  insecureSkipVerify: flag.optional(),
  rootCAs: list(fields({ secret: text.optional(), configMap: text.optional() })),
  rootCAsSecrets: list(text),
  certificatesSecrets: list(text),
  peerCertURI: text.optional(),
  peerCertSANs: texts.optional(),
  spiffe: fields({ ids: texts.optional(), trustDomain: text.optional() }).optional(),
};

/** Traefik: kubernetes-crd/http/serverstransport. */
export const serversTransport = define('ServersTransport', TRAEFIK, {
  spec: fields({
    ...serverTls,
    maxIdleConnsPerHost: integer(-1).optional(),
    forwardingTimeouts: fields({
      dialTimeout: duration.optional(),
      responseHeaderTimeout: duration.optional(),
      idleConnTimeout: duration.optional(),
      readIdleTimeout: duration.optional(),
      pingTimeout: duration.optional(),
    }).optional(),
    disableHTTP2: flag.optional(),
    cipherSuites: texts.optional(),
    minVersion: tlsVersion.optional(),
    maxVersion: tlsVersion.optional(),
  }),
  status: anything,
});

/** Traefik: kubernetes-crd/tcp/serverstransporttcp. */
export const serversTransportTcp = define('ServersTransportTCP', TRAEFIK, {
  spec: fields({
    dialTimeout: duration.optional(),
    dialKeepAlive: duration.optional(),
    terminationDelay: duration.optional(),
    proxyProtocol: fields({ version: integer(1, 2).optional() }).optional(),
    tls: fields(serverTls).optional(),
  }),
  status: anything,
});
