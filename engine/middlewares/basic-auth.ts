import { hash } from 'node:crypto';
import { canonicalName, wireValue } from './header-fields.ts';
import { unsupportedPassword, verifyPassword } from './htpasswd.ts';
import type { ImmediateResponse } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/**
 * Asks for a name and a password (Traefik: middlewares/http/basicauth). `users` are lines of an htpasswd file.
 * A name that is not known takes as long to refuse as a wrong password.
 */
export function basicAuth(name: string, options: Options): HttpMiddleware {
  const users = readUsers(options);
  const realm = options.text('realm') || 'traefik';
  const headerField = options.text('headerField');
  const removeHeader = options.flag('removeHeader');
  const someone = users.values().next().value ?? `{SHA}${hash('sha1', '', 'base64')}`;
  const refusal: ImmediateResponse = {
    status: 401,
    headers: [
      ['Content-Type', 'text/plain'],
      ['WWW-Authenticate', `Basic realm="${wireValue(realm)}"`],
    ],
    body: '401 Unauthorized\n',
  };
  return {
    name,
    shape: TRANSPARENT,
    request(head) {
      const given = credentials(head.headers.get('Authorization'));
      head.user = given?.user ?? '';
      if (!given) return refusal;
      const stored = users.get(given.user);
      const right = verifyPassword(given.password, stored ?? someone);
      if (stored === undefined || !right) return refusal;
      if (headerField !== '') head.headers.set(canonicalName(headerField), wireValue(given.user));
      if (removeHeader) head.headers.delete('Authorization');
      return undefined;
    },
    explain: () =>
      `It answers 401 to clients that do not name one of its ${users.size} users and the password.`,
  };
}

function readUsers(options: Options): Map<string, string> {
  const users = new Map<string, string>();
  for (const line of options.texts('users')) {
    const [user = '', stored, ...others] = line.split(':');
    if (stored === undefined || others.length > 0) {
      throw options.error('users', 'has a line that is not name:hash');
    }
    const unsupported = unsupportedPassword(stored);
    if (unsupported !== undefined)
      throw options.error('users', `cannot be checked: the password of "${user}" ${unsupported}`);
    users.set(user, stored);
  }
  return users;
}

function credentials(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^basic +(\S+) *$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
