import { addPrefix } from './add-prefix.ts';
import { basicAuth } from './basic-auth.ts';
import { headers } from './headers.ts';
import { ipAllowList } from './ip-allow-list.ts';
import type { HttpMiddleware } from './message.ts';
import { MiddlewareError } from './middleware-error.ts';
import { Options } from './options.ts';
import { redirectRegex } from './redirect-regex.ts';
import { redirectScheme } from './redirect-scheme.ts';
import { replacePath } from './replace-path.ts';
import { replacePathRegex } from './replace-path-regex.ts';
import { stripPrefix } from './strip-prefix.ts';
import { stripPrefixRegex } from './strip-prefix-regex.ts';

type Builder = (name: string, options: Options) => HttpMiddleware;

/** Every middleware type that can be built. `chain` is resolved before. */
const BUILDERS: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ['addPrefix', addPrefix],
  ['basicAuth', basicAuth],
  ['headers', headers],
  ['ipAllowList', ipAllowList],
  ['ipWhiteList', ipAllowList],
  ['redirectRegex', redirectRegex],
  ['redirectScheme', redirectScheme],
  ['replacePath', replacePath],
  ['replacePathRegex', replacePathRegex],
  ['stripPrefix', stripPrefix],
  ['stripPrefixRegex', stripPrefixRegex],
]);

/**
 * Builds one middleware for one router. `options` is what the manifest says under the type, with secrets read:
 * basicAuth takes `users`, the lines of its htpasswd file.
 * Throws MiddlewareError: `middleware-unsupported` for a type not in the table, `middleware-option` for an
 * option that cannot be used.
 */
export function buildMiddleware(name: string, type: string, options: unknown): HttpMiddleware {
  const builder = BUILDERS.get(type);
  if (!builder) {
    const supported = [...BUILDERS.keys()].join(', ');
    throw new MiddlewareError(
      'middleware-unsupported',
      `middleware "${name}": the type ${type} is not supported; supported are ${supported}`,
    );
  }
  return builder(name, new Options(name, type, options));
}
