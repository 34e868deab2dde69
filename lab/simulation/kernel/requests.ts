import {
  type Arrival,
  type EntryPointRoutes,
  HeaderList,
  type HttpReply,
  type RehearsedRequest,
} from '../../../engine/core.ts';
import type { Source } from './source.ts';

/** A request of a client as it comes to an entry point. */
export function requestOf(
  source: Source,
  template: number,
  client: number,
  routes: EntryPointRoutes,
): RehearsedRequest {
  const { method = 'GET', scheme = 'http', host, path, headers = {} } = templateOf(source, template);
  const serverName = host.replace(/:\d+$/, '').toLowerCase();
  const { https } = routes;
  return {
    method,
    target: path,
    host,
    headers: Object.entries(headers),
    clientIp: source.addressOf(client),
    ...(scheme === 'https' && {
      tls: { serverName, optionsName: https.optionsFor(serverName) ?? https.catchAll ?? 'default' },
    }),
  };
}

/** The same for the engine's handlers. */
export function arrivalOf(request: RehearsedRequest, cookie: string | undefined, reply: HttpReply): Arrival {
  const { method, target, host, clientIp, tls } = request;
  const headers = new HeaderList(request.headers.flat());
  if (cookie !== undefined) headers.append('Cookie', cookie);
  return {
    method,
    target,
    host,
    headers,
    version: '1.1',
    client: { clientIp, peer: `${clientIp}:0`, tls },
    body: undefined,
    upgrade: headers.get('Upgrade'),
    reply,
  };
}

export function templateOf({ templates, plan }: Source, template: number): Source['templates'][number] {
  const found = templates[template];
  if (!found) throw new Error(`source ${plan.name} has no request number ${template}`);
  return found;
}
