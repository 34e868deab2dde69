import type { Configuration, EntryPoint, EntryPointRoutes, RoutingSnapshot } from '../../engine/decisions.ts';
import { QuestionError } from './question-error.ts';
import type { Explainable } from './scene.ts';
import type { HttpQuestion, Question } from './story.ts';

interface Chosen {
  readonly entryPoints: readonly EntryPoint[];
  /** Why those, in a sentence. */
  readonly why: string;
}

/**
 * The entry points that could take what is asked about.
 *
 * @throws QuestionError if there is none, or none of the name that the question has
 */
export function entryPointsFor(subject: Explainable, question: Question): Chosen {
  const protocol = question.kind === 'udp' ? 'udp' : 'tcp';
  const all = subject.static.entryPoints;
  const open = all.filter((entryPoint) => entryPoint.protocol === protocol);
  const known = all.map((entryPoint) => `${entryPoint.name} (${listens(entryPoint)})`).join(', ') || 'none';
  const { entryPoint: name } = question;
  if (name !== undefined) {
    const named = open.filter((entryPoint) => entryPoint.name === name);
    if (named.length > 0) return { entryPoints: named, why: `${name} was asked for` };
    throw new QuestionError(
      `no ${protocol.toUpperCase()} entry point is called ${name}; there are: ${known}`,
    );
  }
  if (open.length === 0)
    throw new QuestionError(`there is no ${protocol.toUpperCase()} entry point: ${known}`);
  const port = question.kind === 'http' ? portOf(question) : question.port;
  if (port !== undefined) {
    const there = open.filter((entryPoint) => entryPoint.port === port);
    if (there.length > 0) return { entryPoints: there, why: `${namesOf(there)} listens on port ${port}` };
  }
  const { snapshot, configuration } = subject.configurator;
  const withRouters = open.filter(({ name }) => couldTake(snapshot, name, question));
  const written = withRouters.filter(({ name }) => isNamed(configuration, name));
  const able = written.length > 0 ? written : withRouters;
  const none = port === undefined ? '' : `none listens on port ${port}; `;
  return able.length > 0
    ? { entryPoints: able, why: `${none}${namesOf(able)} ${able.length > 1 ? 'have' : 'has'} routers for it` }
    : { entryPoints: open, why: `${none}no entry point has routers for it` };
}

/** `:443/tcp` */
export function listens({ host, port, protocol }: EntryPoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${protocol}`;
}

export function portOf({ port, tls }: Pick<HttpQuestion, 'port' | 'tls'>): number {
  return port ?? (tls ? 443 : 80);
}

/** Whether a router of the configuration is on the entry point, not just the proxy's own pages. */
function isNamed({ http, tcp, udp }: Configuration, name: string): boolean {
  return [http, tcp, udp].some(({ routers }) =>
    [...routers.values()].some(({ entryPoints }) => entryPoints.includes(name)),
  );
}

function namesOf(entryPoints: readonly EntryPoint[]): string {
  return entryPoints.map(({ name }) => name).join(', ');
}

function couldTake(snapshot: RoutingSnapshot, name: string, question: Question): boolean {
  if (question.kind === 'udp') return snapshot.udp.has(name);
  const routes = snapshot.entryPoints.get(name);
  if (!routes) return false;
  if (question.kind === 'http') return hasRouters(routes, question.tls);
  return question.serverName === undefined
    ? routes.tcp.plain.size > 0
    : routes.tcp.secure.size > 0 || !routes.https.empty;
}

function hasRouters({ http, tcp }: EntryPointRoutes, tls: boolean): boolean {
  return tls ? http.secure.size + tcp.secure.size > 0 : http.plain.size + tcp.plain.size > 0;
}
