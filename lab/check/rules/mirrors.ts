import { warning } from '../finding.ts';
import type { CheckRule } from '../rule.ts';
import { Written } from '../written.ts';

/** Mirrors that get nothing because they do not say how much, and those that get what they serve already. */
export const mirrors: CheckRule = function* ({ configurator, resources }) {
  const written = new Written(resources);
  for (const service of configurator.configuration.http.services.values()) {
    if (service.kind !== 'mirroring' || service.status === 'disabled') continue;
    for (const [index, { name, percent }] of service.mirrors.entries()) {
      const path = [...service.path, 'mirrors', index];
      if (name === service.service) {
        yield warning(service, [...path, 'name'], {
          code: 'mirror-of-itself',
          message: `the mirror ${name} is the service that is mirrored: it gets these requests twice`,
          advice: 'name another service, or remove the mirror',
        });
      } else if (percent === 0 && written.at(service, [...path, 'percent']) === undefined) {
        yield warning(service, [...path, 'name'], {
          code: 'mirror-percent-missing',
          message: 'a mirror without percent gets no requests: what is not written is 0',
          advice: 'write percent: 100 for all requests, or percent: 0 if none is meant',
        });
      }
    }
  }
};
