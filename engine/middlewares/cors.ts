import type { ImmediateResponse, RequestHead, ResponseHead } from './message.ts';
import type { Options } from './options.ts';
import { compileExpression } from './regular-expression.ts';

/** The cross-origin part of the headers middleware. */
export interface Cors {
  /** The answer to a preflight request, which the service then does not see; undefined for other requests. */
  preflight(head: RequestHead): ImmediateResponse | undefined;
  response(head: ResponseHead, request: RequestHead): void;
}

/** Reads the accessControl options; undefined if none is set (Traefik: middlewares/http/headers#cors-headers). */
export function readCors(options: Options): Cors | undefined {
  const credentials = options.flag('accessControlAllowCredentials');
  const allowHeaders = options.texts('accessControlAllowHeaders');
  const allowMethods = options.texts('accessControlAllowMethods');
  const origins = options.texts('accessControlAllowOriginList');
  const originSources = options.texts('accessControlAllowOriginListRegex');
  const expose = options.texts('accessControlExposeHeaders');
  const maxAge = options.integer('accessControlMaxAge');
  const vary = options.flag('addVaryHeader');
  const lists = [allowHeaders, allowMethods, origins, originSources, expose];
  if (!credentials && !vary && maxAge === undefined && lists.every((list) => list.length === 0))
    return undefined;
  const expressions = originSources.map((source) =>
    compileExpression(options, 'accessControlAllowOriginListRegex', source),
  );

  const allowedOrigin = (origin: string): string | undefined => {
    for (const allowed of origins) {
      if (allowed === '*') return credentials ? origin || undefined : '*';
      if (allowed === origin) return origin;
    }
    return expressions.some((expression) => expression.test(origin)) ? origin || undefined : undefined;
  };
  // With credentials a browser takes `*` for a name, so what it asked for is echoed.
  const list = (allowed: readonly string[], asked: string | undefined): string =>
    credentials && allowed.includes('*') ? (asked ?? '') : allowed.join(',');

  return {
    preflight(head) {
      const origin = head.headers.get('Origin') ?? '';
      const method = head.headers.get('Access-Control-Request-Method') ?? '';
      if (head.method !== 'OPTIONS' || origin === '' || method === '') return undefined;
      const headers: [string, string][] = [];
      const add = (name: string, value: string | undefined): void => {
        if (value !== undefined && value !== '') headers.push([`Access-Control-${name}`, value]);
      };
      add('Allow-Credentials', credentials ? 'true' : undefined);
      add('Allow-Headers', list(allowHeaders, head.headers.get('Access-Control-Request-Headers')));
      add('Allow-Methods', list(allowMethods, method));
      add('Allow-Origin', allowedOrigin(origin));
      add('Max-Age', maxAge?.toString());
      return { status: 200, headers, body: '' };
    },
    response({ headers }, request) {
      const origin = allowedOrigin(request.headers.get('Origin') ?? '');
      if (origin !== undefined) headers.set('Access-Control-Allow-Origin', origin);
      if (credentials) headers.set('Access-Control-Allow-Credentials', 'true');
      if (expose.length > 0) headers.set('Access-Control-Expose-Headers', expose.join(','));
      const varied = headers.all('Vary').join(',');
      if (vary && varied !== 'Origin') headers.set('Vary', varied === '' ? 'Origin' : `${varied},Origin`);
    },
  };
}
