import { wireValue } from './header-fields.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { clientScheme, redirectAnswer } from './redirect.ts';
import { compileExpression, replaceAll } from './regular-expression.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/** Sends clients whose whole URL an expression finds to the rewritten URL (Traefik: middlewares/http/redirectregex). */
export function redirectRegex(name: string, options: Options): HttpMiddleware {
  const source = options.text('regex');
  const replacement = options.text('replacement');
  const permanent = options.flag('permanent');
  const expression = compileExpression(options, 'regex', source);
  return {
    name,
    shape: TRANSPARENT,
    request(head) {
      const target = head.target.startsWith('/') ? head.target : `/${head.target}`;
      const from = `${clientScheme(head)}://${head.host}${target}`;
      if (!expression.test(from)) return undefined;
      // A replacement comes from a manifest, its groups from the client: neither may end the header line.
      const to = wireValue(replaceAll(expression, from, replacement)).replace(/[\r\n]/g, '');
      return from === to ? undefined : redirectAnswer(head, to, permanent);
    },
    explain: () => `It redirects a URL that ${source} finds to ${replacement}.`,
  };
}
