import { errorAnswer } from './answers.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { compileExpression, replaceAll } from './regular-expression.ts';
import { setPath } from './replace-path.ts';
import { cleanPath, splitTarget } from './request-target.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/** Rewrites the path, as it is encoded, by an expression (Traefik: middlewares/http/replacepathregex). */
export function replacePathRegex(name: string, options: Options): HttpMiddleware {
  const source = options.text('regex').trim();
  const replacement = options.text('replacement').trim();
  const expression = compileExpression(options, 'regex', source);
  return {
    name,
    shape: TRANSPARENT,
    request(head) {
      const { path } = splitTarget(head.target);
      if (!expression.test(path)) return undefined;
      const replaced = replaceAll(expression, path, replacement);
      const refused = setPath(head, replaced);
      if (refused) return refused;
      return cleanPath(replaced) === replaced ? undefined : errorAnswer(400, 'Bad Request');
    },
    explain: () => `It replaces what ${source} finds in the path by ${replacement}.`,
  };
}
