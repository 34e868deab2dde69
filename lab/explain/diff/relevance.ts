import { matcherCalls } from '../../../engine/decisions.ts';
import type { Preview } from '../../preview/preview.ts';
import type { Relevance } from '../requests/request.ts';

/** What middlewares go by. */
const BY_ADDRESS = new Set(['ipAllowList', 'ipWhiteList']);
const BY_QUERY = new Set(['redirectRegex']);
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  basicAuth: ['authorization'],
  digestAuth: ['authorization'],
  forwardAuth: ['authorization', 'cookie'],
  headers: ['origin', 'access-control-request-method'],
  ipAllowList: ['x-forwarded-for'],
  redirectScheme: ['x-forwarded-proto'],
};

/** What of a request the decisions of these previews can hang on, besides its method, host and path. */
export function relevanceOf(previews: readonly Pick<Preview, 'configurator'>[]): Relevance {
  const headers = new Set<string>();
  let clientIps = false;
  let queries = false;
  for (const { configurator } of previews) {
    const { routers, middlewares } = configurator.configuration.http;
    for (const router of routers.values()) {
      if (router.status === 'disabled') continue;
      for (const { name, arguments: values } of matcherCalls(configurator.rules.http(router).tree)) {
        if (name === 'ClientIP') clientIps = true;
        if (/^Query/.test(name)) queries = true;
        if (/^Headers?(Regexp)?$/.test(name))
          for (const [index, value] of values.entries())
            if (index % 2 === 0) headers.add(value.toLowerCase());
      }
    }
    for (const { type } of middlewares.values()) {
      if (BY_ADDRESS.has(type)) clientIps = true;
      if (BY_QUERY.has(type)) queries = true;
      for (const name of HEADERS[type] ?? []) headers.add(name);
    }
  }
  return { clientIps, queries, headers };
}
