import { warning } from '../finding.ts';
import type { CheckRule } from '../rule.ts';

/** Failovers to the very service that failed. */
export const failovers: CheckRule = function* ({ configurator }) {
  for (const service of configurator.configuration.http.services.values()) {
    if (service.kind !== 'failover' || service.service !== service.fallback) continue;
    yield warning(service, [...service.path, 'fallback'], {
      code: 'failover-to-itself',
      message: `the fallback is the service itself, ${service.fallback}: where that fails, so does its fallback`,
      advice: 'name another service as the fallback',
    });
  }
};
