import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Who sent a request. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** The one user of a lab, by its token: may do everything. */
export const ADMINISTRATOR: User = {
  name: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
};

/** Tells who sent a request: by the bearer token, or by a client certificate of the server's authority; else undefined. */
export function authenticate(request: IncomingMessage, token: string): User | undefined {
  const [, presented] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (presented !== undefined) return isSame(presented, token) ? ADMINISTRATOR : undefined;
  const { socket } = request;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const name = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' && name !== '' ? { ...ADMINISTRATOR, name } : undefined;
}

/** True of the token, in a time that does not tell how much of it was right. */
export function isSame(presented: string, token: string): boolean {
  return timingSafeEqual(digest(presented), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * True of a `Host` that names this machine, or is one of `names`. A page in a browser can make its own name lead to 127.0.0.1 (DNS rebinding)
 * but not send another name than that.
 */
export function isOwnHost(host: string | undefined, names: readonly string[] = []): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    names.includes(name) || name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name)
  );
}
