import { warning } from '../finding.ts';
import { routerPath } from '../router-path.ts';
import type { CheckRule } from '../rule.ts';
import { Written } from '../written.ts';

/** What has an effect only where the proxy ends TLS itself. */
const FIELDS = ['options', 'secretName', 'certResolver', 'domains'] as const;

/** TLS settings of TCP routers that forward TLS untouched: client certificates asked for there are not. */
export const passthrough: CheckRule = function* ({ configurator, resources }) {
  const written = new Written(resources);
  for (const router of configurator.configuration.tcp.routers.values()) {
    if (!router.tls?.passthrough) continue;
    for (const field of FIELDS) {
      const path = routerPath(router, 'tls', field);
      if (written.at(router, path) === undefined) continue;
      yield warning(router, path, {
        code: 'tls-passthrough-ignores',
        message: `${field} has no effect: with passthrough TLS is between the client and the server behind the proxy`,
        advice: `leave out ${field}, or passthrough`,
      });
    }
  }
};
