import type { Rehearsed } from '../../engine/core.ts';
import type { Explainable } from './scene.ts';
import type { AnswerStory, TlsStory } from './story.ts';

/** What the proxy answers itself, and why; undefined: a server is asked. */
export function httpAnswer(
  { configurator }: Explainable,
  { lookups, passes, router, sent, status, headers, services, error }: Rehearsed,
  tls: TlsStory | undefined,
): AnswerStory | undefined {
  if (sent) return undefined;
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const answer = { status, ...(location !== undefined && { location }) };
  const last = lookups.at(-1);
  const stop = passes.findLast((pass) => pass.after === undefined);
  if (!last)
    return {
      ...answer,
      why:
        status === 200
          ? 'the request is about the proxy itself'
          : 'the request cannot be read: its path or host is not valid',
    };
  const { route } = last;
  if (!route) {
    const why =
      status === 405
        ? 'a router would match but for the method'
        : 'no router matches, so there is nothing to ask';
    return { ...answer, why };
  }
  if (stop) return { ...answer, why: `middleware ${stop.name}: ${stop.explanation}` };
  const wanted = route.tlsOptions;
  if (status === 421 && wanted !== undefined) {
    const why = `router ${route.name} asks for the TLS options ${wanted}, and the connection of server name ${tls?.serverName} has ${tls?.options?.name}`;
    return { ...answer, why };
  }
  if (route.target.kind === 'internal') {
    const service = configurator.configuration.http.routers.get(router ?? '')?.service ?? router;
    const others = service === 'api@internal' ? ', which answers 404 to paths that it does not have' : '';
    return { ...answer, why: `${service} is a page of the proxy itself${others}` };
  }
  const service = services.at(-1);
  return {
    ...answer,
    why: error ?? (service ? `${service} has no server to ask` : 'the proxy itself answers'),
  };
}
