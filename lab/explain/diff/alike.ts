import { type ChosenRoute, chooseByHello, routeChooser, seededRandom } from '../../../engine/core.ts';
import type { Preview } from '../../preview/preview.ts';
import { entryPointsFor } from '../entry-points.ts';
import { DEFAULT_CLIENT, HTTP_PROTOCOLS } from '../http.ts';
import { QuestionError } from '../question-error.ts';
import type { HttpQuestion, Question } from '../story.ts';
import { serverNameFor } from '../tls.ts';
import { effectsOf } from './middleware-shape.ts';
import { serviceShape } from './service-shape.ts';

/** A router that another one took over from, each by its name; the same if it is the same. */
export type RouterPair = readonly [before: string, after: string];

/**
 * Tells without a rehearsal that a request fares alike: on both sides it is taken by routers that cannot differ to any
 * request, as their middlewares, services and TLS are the same. Most requests of a log are such.
 */
export class Alike {
  readonly #before: Side;
  readonly #after: Side;
  readonly #sameTls: boolean;
  readonly #sameRouters = new Map<string, boolean>();

  constructor(before: Preview, after: Preview) {
    this.#before = new Side(before);
    this.#after = new Side(after);
    this.#sameTls = tlsText(before) === tlsText(after);
  }

  /** The routers that take it, by pairs; undefined: it may fare differently, and has to be asked about. */
  routersOf(question: Question): readonly RouterPair[] | undefined {
    if (question.kind !== 'http' || (question.tls && !this.#sameTls)) return undefined;
    const [names, others] = [this.#before.entryPoints(question), this.#after.entryPoints(question)];
    if (names.join() !== others.join()) return undefined;
    const pairs: RouterPair[] = [];
    for (const name of names) {
      const [one, other] = [this.#before.choose(name, question), this.#after.choose(name, question)];
      if (one === undefined || other === undefined || one.options !== other.options) return undefined;
      const [was, is] = [one.route, other.route];
      if (typeof was === 'string' || typeof is === 'string') {
        if (was !== is) return undefined;
      } else if (!this.#areSame(name, was, is)) return undefined;
      else pairs.push([was.name, is.name]);
    }
    return pairs;
  }

  #areSame(entryPoint: string, was: Exclude<ChosenRoute, string>, is: Exclude<ChosenRoute, string>): boolean {
    const key = `${entryPoint} ${was.name} ${is.name}`;
    const known = this.#sameRouters.get(key);
    if (known !== undefined) return known;
    const text = this.#before.textOf(entryPoint, was);
    const same = text !== undefined && text === this.#after.textOf(entryPoint, is);
    this.#sameRouters.set(key, same);
    return same;
  }
}

class Side {
  readonly #preview: Preview;
  readonly #snapshot: ReturnType<Preview['configurator']['untouched']>;
  readonly #entryPoints = new Map<string, readonly string[]>();
  readonly #choosers = new Map<string, ReturnType<typeof routeChooser>>();

  constructor(preview: Preview) {
    this.#preview = preview;
    this.#snapshot = preview.configurator.untouched(seededRandom(1));
  }

  /** Names of the entry points that could take it. */
  entryPoints(question: HttpQuestion): readonly string[] {
    const key = `${question.tls} ${question.port} ${question.entryPoint}`;
    const known = this.#entryPoints.get(key);
    if (known !== undefined) return known;
    const names = namesFor(this.#preview, question);
    this.#entryPoints.set(key, names);
    return names;
  }

  /** Undefined if a TCP router might take it. */
  choose(entryPoint: string, question: HttpQuestion): { route: ChosenRoute; options: string } | undefined {
    const routes = this.#snapshot.entryPoints.get(entryPoint);
    if (routes === undefined || routes.tcp.plain.size + routes.tcp.secure.size > 0) return undefined;
    const { method, target, host, headers, tls } = question;
    const { clientIp = DEFAULT_CLIENT, serverName = serverNameFor(host) } = question;
    const hello = tls
      ? chooseByHello(routes, { sni: serverName, alpn: HTTP_PROTOCOLS, clientIp })
      : undefined;
    if (hello?.kind === 'tcp') return undefined;
    const options = hello?.optionsName ?? '';
    const request = { method, target, host, headers, clientIp };
    const session = tls ? { tls: { optionsName: options, serverName } } : {};
    return { route: this.#chooser(entryPoint, routes)({ ...request, ...session }), options };
  }

  #chooser(name: string, routes: Parameters<typeof routeChooser>[1]): ReturnType<typeof routeChooser> {
    const entryPoint = this.#preview.static.entryPoints.find((one) => one.name === name);
    const known = this.#choosers.get(name);
    if (known !== undefined || entryPoint === undefined) return known ?? (() => 'none');
    const chooser = routeChooser(entryPoint, routes, 'ingress-lab');
    this.#choosers.set(name, chooser);
    return chooser;
  }

  /** Everything that a router can do to a request; undefined if that is not to be told from the router alone. */
  textOf(entryPoint: string, { name, target, tlsOptions }: Exclude<ChosenRoute, string>): string | undefined {
    const { routers, middlewares } = this.#preview.configurator.configuration.http;
    const router = routers.get(name);
    if (router === undefined || target.kind !== 'service') return undefined;
    const shape = serviceShape(this.#preview, 'http', router.service);
    const effects = effectsOf(middlewares, [...router.middlewares, ...shape.middlewares]);
    const options = this.#preview.static.entryPoints.find((one) => one.name === entryPoint);
    const { shares, mirrors, fallbacks, choosing, delivery } = shape;
    const parts = [[...shares], [...mirrors], [...fallbacks], choosing, delivery];
    return effects && JSON.stringify([parts, effects, tlsOptions, options]);
  }
}

function namesFor(preview: Preview, question: HttpQuestion): readonly string[] {
  try {
    return entryPointsFor(preview, question).entryPoints.map(({ name }) => name);
  } catch (error) {
    if (error instanceof QuestionError) return [];
    throw error;
  }
}

/** All that handshakes are made with. */
function tlsText({ configurator }: Preview): string {
  const { options, certificates, defaultCertificate } = configurator.configuration.tls;
  const all = [...options.values()].map(({ resource, origin, path, status, errors, ...rest }) => rest);
  const pems = [...certificates, defaultCertificate].map((one) => [one?.name, one?.certificatePem]);
  return JSON.stringify([all, pems]);
}
