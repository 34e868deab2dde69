import { listens } from './entry-points.ts';
import { positionOf, type Scene } from './scene.ts';
import { serviceStory } from './services.ts';
import type { Decision } from './story.ts';
import { deliveriesOf } from './tcp.ts';

/** What an entry point does with a session: its one router gets it. */
export function udpDecision(scene: Scene): Decision {
  const { entryPoint, snapshot, configurator } = scene;
  const common = { entryPoint: entryPoint.name, listens: listens(entryPoint), middlewares: [] };
  const route = snapshot.udp.get(entryPoint.name);
  if (!route) {
    const why = 'the entry point has no UDP router: datagrams are dropped';
    return { ...common, routing: [], why, next: [], answer: { why } };
  }
  const { routers } = configurator.configuration.udp;
  const rivals = [...routers.values()].filter(
    ({ entryPoints, status }) => status !== 'disabled' && entryPoints.includes(entryPoint.name),
  );
  const router = routers.get(route.name);
  const service = router && serviceStory(scene, 'udp', router.service);
  const next = deliveriesOf(scene, route.service);
  const why =
    rivals.length > 1
      ? `of ${rivals.length} routers of the entry point the one whose name comes last gets all sessions`
      : `${route.name} is the only router of the entry point`;
  const candidates = rivals
    .toSorted((a, b) => (a.name > b.name ? -1 : 1))
    .map((rival) => ({
      router: rival.name,
      ...positionOf(rival),
      rule: '',
      priority: 0,
      priorityFrom: 'built in' as const,
      matches: true,
      reason: 'UDP routers have no rules',
      matchers: [],
      otherMatchers: 0,
    }));
  return {
    ...common,
    takenBy: 'udp',
    routing: [{ among: 'UDP routers', candidates, others: 0, router: route.name, why }],
    router: route.name,
    why,
    ...(service && { service }),
    next,
    ...(next[0]?.server ? {} : { answer: { why: `${route.service.name} has no server to ask` } }),
  };
}
