import { readCors } from './cors.ts';
import { headerLines } from './header-fields.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { readSecurityHeaders } from './security-headers.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/** Sets and removes headers, answers CORS preflights, adds security headers (Traefik: middlewares/http/headers). */
export function headers(name: string, options: Options): HttpMiddleware {
  const requestLines = headerLines(options, 'customRequestHeaders');
  const responseLines = headerLines(options, 'customResponseHeaders');
  const cors = readCors(options);
  const security = readSecurityHeaders(options);
  return {
    name,
    shape: TRANSPARENT,
    request(head) {
      const preflight = cors?.preflight(head);
      if (preflight) return preflight;
      for (const [header, value] of requestLines) {
        if (value === '') head.headers.delete(header);
        else if (header === 'Host') head.host = value;
        else head.headers.set(header, value);
      }
      return security.request(head);
    },
    response(head, request) {
      security.response(head, request);
      for (const [header, value] of responseLines) {
        if (value === '') head.headers.delete(header);
        else head.headers.set(header, value);
      }
      cors?.response(head, request);
    },
    explain() {
      const edited = [...requestLines, ...responseLines].map(([header]) => header);
      const custom = edited.length === 0 ? 'headers of requests and responses' : edited.join(', ');
      return `It edits ${custom}${cors ? ' and answers CORS preflight requests itself' : ''}.`;
    },
  };
}
