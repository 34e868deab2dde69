import { referenceOf } from '../../../engine/core.ts';
import type { CheckRule } from '../rule.ts';

const REMOVED = 'traefik.containo.us/v1alpha1';
const TODAY = 'traefik.io/v1alpha1';
const TRAEFIK_3 = 300;

/**
 * Objects of the API group that Traefik 3 does not read any more (Traefik: migrate/v2-to-v3). The engine reads them for
 * every release, so that manifests on their way to Traefik 3 can be looked at.
 */
export const apiGroup: CheckRule = function* ({ resources, static: { traefikVersion } }) {
  if (traefikVersion < TRAEFIK_3) return;
  for (const resource of resources) {
    if (resource.apiVersion !== REMOVED) continue;
    const edit = resource.origin.editor?.rewrite(['apiVersion'], 0, REMOVED.length, TODAY);
    yield {
      severity: 'error',
      code: 'api-group-removed',
      message: `Traefik 3 does not read objects of the group \`${REMOVED.split('/')[0]}\``,
      advice: `write \`apiVersion: ${TODAY}\``,
      resource: referenceOf(resource),
      position: resource.origin.position(['apiVersion']),
      ...(edit === undefined ? {} : { fix: { title: `write \`${TODAY}\``, edits: [edit] } }),
    };
  }
};
