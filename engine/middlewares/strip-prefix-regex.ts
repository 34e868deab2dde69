import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { compileExpression } from './regular-expression.ts';
import { decodePath, splitTarget } from './request-target.ts';
import { strip } from './strip-prefix.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/** Takes what the first fitting expression finds at the start of the path off (Traefik: middlewares/http/stripprefixregex). */
export function stripPrefixRegex(name: string, options: Options): HttpMiddleware {
  const sources = options.texts('regex').map((source) => source.trim());
  const expressions = sources.map((source) => compileExpression(options, 'regex', source));
  return {
    name,
    shape: TRANSPARENT,
    request(head) {
      const path = decodePath(splitTarget(head.target).path);
      for (const expression of expressions) {
        const matcher = expression.matcher(path);
        if (!matcher.find() || matcher.start() !== 0) continue;
        return strip(head, path.slice(0, matcher.end()));
      }
      return undefined;
    },
    explain: () =>
      `It takes what the first of ${sources.join(', ')} finds at the start of the path off the path.`,
  };
}
