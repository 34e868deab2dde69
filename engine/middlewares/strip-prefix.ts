import { errorAnswer } from './answers.ts';
import { wireValue } from './header-fields.ts';
import type { ImmediateResponse, RequestHead } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { cleanPath, cutDecodedPrefix, decodePath, splitTarget } from './request-target.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/**
 * Takes the first prefix that fits off the path (Traefik: middlewares/http/stripprefix). The comparison is by
 * characters, not by segments: `/api` also fits `/apix`.
 */
export function stripPrefix(name: string, options: Options): HttpMiddleware {
  const prefixes = options.texts('prefixes').map((prefix) => prefix.trim());
  return {
    name,
    shape: TRANSPARENT,
    request(head) {
      const path = decodePath(splitTarget(head.target).path);
      const prefix = prefixes.find((candidate) => path.startsWith(candidate));
      return prefix === undefined ? undefined : strip(head, prefix);
    },
    explain: () => `It takes the first of ${prefixes.join(', ')} that the path begins with off the path.`,
  };
}

/** Takes `prefix`, with which the decoded path begins, off and records it. Refuses a rest that cleaning would change. */
export function strip(head: RequestHead, prefix: string): ImmediateResponse | undefined {
  const { path, query } = splitTarget(head.target);
  const rest = cutDecodedPrefix(path, prefix);
  const slashed = rest === '' || rest.startsWith('/') ? rest : `/${rest}`;
  if (cleanPath(slashed) !== slashed) return errorAnswer(400, 'Bad Request');
  head.target = `${slashed}${query}`;
  head.headers.append('X-Forwarded-Prefix', wireValue(prefix));
  return undefined;
}
