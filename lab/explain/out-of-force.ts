import type { HttpFacts } from '../../engine/core.ts';
import { placed, type Scene } from './scene.ts';
import type { OutOfForce } from './story.ts';

/** So many are told; of more a check of the manifests tells better. */
const MOST = 5;

/** HTTP routers that would take a request on this entry point, were they in force. */
export function outOfForce(
  { configurator, entryPoint }: Scene,
  tls: boolean,
  facts: HttpFacts,
): OutOfForce[] {
  const found: OutOfForce[] = [];
  for (const router of configurator.configuration.http.routers.values()) {
    const { name, rule, status, entryPoints, errors, origin, path } = router;
    if (status !== 'disabled' || (router.tls !== undefined) !== tls) continue;
    if (!entryPoints.includes(entryPoint.name) || configurator.rules.branches('http', router).length === 0)
      continue;
    if (!configurator.rules.http(router).matches(facts)) continue;
    found.push({ router: name, rule, errors, ...placed(origin?.position(path)) });
    if (found.length === MOST) break;
  }
  return found;
}
