import { isIP } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { TcpServerTrust } from '../routing/targets.ts';
import type { Transport } from '../transport/channel.ts';
import { WaitingChannel } from './waiting-channel.ts';

/** The objects of a configuration change with it only. */
const contexts = new WeakMap<TcpServerTrust, SecureContext>();

/**
 * Does the client's side of a TLS handshake with a server (Traefik: `pkg/tcp/dialer.go`). No protocol is offered by
 * ALPN, and there is no limit of time, as in Traefik.
 *
 * @throws Error if the server is not trusted, or leaves; the connection is closed then
 */
export async function secureServer(
  transport: Transport,
  server: WaitingChannel,
  trust: TcpServerTrust,
): Promise<WaitingChannel> {
  try {
    return WaitingChannel.adopt(transport, await handshake(server, trust));
  } catch (error) {
    server.channel.socket.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`TLS handshake failed: ${reason}`, { cause: error });
  }
}

function handshake(server: WaitingChannel, trust: TcpServerTrust): Promise<TLSSocket> {
  const { serverName = '', insecureSkipVerify, peerCertUri } = trust;
  if (serverName === '' && !insecureSkipVerify) {
    throw new Error('either serverName or insecureSkipVerify must be specified for servers over TLS');
  }
  const secureContext = contextOf(trust);
  const socket = connect({
    socket: server.release(),
    secureContext,
    // An address is no server name (RFC 6066 §3).
    servername: isIP(serverName) === 0 ? serverName : '',
    rejectUnauthorized: !insecureSkipVerify || peerCertUri !== undefined,
    checkServerIdentity: (_host, certificate) => identityProblem(trust, certificate),
  });
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error('the server closed the connection'));
    socket.once('error', reject).once('close', onClose);
    socket.once('secureConnect', () => {
      socket.off('error', reject).off('close', onClose);
      resolve(socket);
    });
  });
}

/** Called for a certificate whose chain is good. As Go does, it looks at alternative names alone. */
function identityProblem(
  { serverName = '', insecureSkipVerify, peerCertUri }: TcpServerTrust,
  certificate: PeerCertificate,
): Error | undefined {
  const { subjectaltname = '' } = certificate;
  if (!insecureSkipVerify) {
    if (subjectaltname === '') return new Error('the certificate has no subject alternative name');
    const problem = checkServerIdentity(serverName, certificate);
    if (problem) return problem;
  }
  if (peerCertUri === undefined || urisOf(subjectaltname).includes(peerCertUri.toLowerCase()))
    return undefined;
  return new Error(`peer certificate mismatch: no SAN URI in peer certificate matches ${peerCertUri}`);
}

/** In lower case. Node writes `URI:spiffe://a, DNS:b`, and quotes as JSON what holds a comma. */
function urisOf(subjectAltName: string): string[] {
  const found = subjectAltName.matchAll(/(?:^|, )URI:("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...found].map(([, uri = '']) =>
    (uri.startsWith('"') ? String(JSON.parse(uri)) : uri).toLowerCase(),
  );
}

function contextOf(trust: TcpServerTrust): SecureContext {
  const known = contexts.get(trust);
  if (known) return known;
  const { rootCas, certificates } = trust;
  const context = createSecureContext({
    minVersion: 'TLSv1.2',
    ...(rootCas.length > 0 && { ca: [...rootCas] }),
    ...(certificates.length > 0 && {
      cert: certificates.map(({ certificatePem }) => certificatePem),
      key: certificates.map(({ keyPem }) => keyPem),
    }),
  });
  contexts.set(trust, context);
  return context;
}
