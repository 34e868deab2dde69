import { wireValue } from './header-fields.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { clientScheme, portSuffix, redirectAnswer } from './redirect.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/** Sends clients that came by another scheme or port to the one wanted (Traefik: middlewares/http/redirectscheme). */
export function redirectScheme(name: string, options: Options): HttpMiddleware {
  const scheme = options.requiredText('scheme');
  const port = options.text('port');
  const permanent = options.flag('permanent');
  return {
    name,
    shape: TRANSPARENT,
    request(head) {
      const [, host = head.host, oldPort = ''] = /^(.*?)(?::([0-9]*))?$/.exec(head.host) ?? [];
      const oldScheme = clientScheme(head);
      const target = head.target.startsWith('/') ? head.target : `/${head.target}`;
      const from = `${oldScheme}://${host}${portSuffix(oldScheme, oldPort)}${target}`;
      const to = `${scheme}://${host}${portSuffix(scheme, port)}${target}`;
      return from === to ? undefined : redirectAnswer(head, wireValue(to), permanent);
    },
    explain: () =>
      `It redirects to ${scheme}${port === '' ? '' : ` on port ${port}`}, unless the client is there.`,
  };
}
