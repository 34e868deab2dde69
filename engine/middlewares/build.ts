import { addPrefix } from './add-prefix.ts';
import { basicAuth } from './basic-auth.ts';
import { buffering } from './buffering.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { compress } from './compress.ts';
import { errors } from './errors.ts';
import { headers } from './headers.ts';
import { inFlightReq } from './in-flight-req.ts';
import { ipAllowList } from './ip-allow-list.ts';
import type { HttpMiddleware } from './middleware.ts';
import { MiddlewareError } from './middleware-error.ts';
import { Options } from './options.ts';
import { rateLimit } from './rate-limit.ts';
import { redirectRegex } from './redirect-regex.ts';
import { redirectScheme } from './redirect-scheme.ts';
import { replacePath } from './replace-path.ts';
import { replacePathRegex } from './replace-path-regex.ts';
import { retry } from './retry.ts';
import { stripPrefix } from './strip-prefix.ts';
import { stripPrefixRegex } from './strip-prefix-regex.ts';

type Builder = (name: string, options: Options) => HttpMiddleware;

/** Every middleware type that can be built. `chain` is resolved before. */
const BUILDERS: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ['addPrefix', addPrefix],
  ['basicAuth', basicAuth],
  ['buffering', buffering],
  ['circuitBreaker', circuitBreaker],
  ['compress', compress],
  ['errors', errors],
  ['headers', headers],
  ['inFlightReq', inFlightReq],
  ['ipAllowList', ipAllowList],
  ['ipWhiteList', ipAllowList],
  ['rateLimit', rateLimit],
  ['redirectRegex', redirectRegex],
  ['redirectScheme', redirectScheme],
  ['replacePath', replacePath],
  ['replacePathRegex', replacePathRegex],
  ['retry', retry],
  ['stripPrefix', stripPrefix],
  ['stripPrefixRegex', stripPrefixRegex],
]);

/** Their names. */
export const MIDDLEWARE_TYPES: readonly string[] = [...BUILDERS.keys()];

/**
 * Builds one middleware for one router. `options` is what the manifest says under the type, with secrets read:
 * basicAuth takes `users`, the lines of its htpasswd file.
 * Throws MiddlewareError: `middleware-unsupported` for a type not in the table, `middleware-option` for an
 * option that cannot be used.
 */
export function buildMiddleware(name: string, type: string, options: unknown): HttpMiddleware {
  const builder = BUILDERS.get(type);
  if (!builder) {
    const supported = MIDDLEWARE_TYPES.join(', ');
    throw new MiddlewareError(
      'middleware-unsupported',
      `middleware "${name}": the type ${type} is not supported; supported are ${supported}`,
    );
  }
  return builder(name, new Options(name, type, options));
}
