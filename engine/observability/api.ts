import type { Configuration } from '../configuration/model.ts';
import { errorAnswer } from '../middlewares/answers.ts';
import type { ImmediateResponse } from '../middlewares/message.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { InvalidPageError, type ListItem, pageOf, selectItems } from './listing.ts';
import { entryPointShape } from './shapes/entry-point.ts';
import { overviewOf } from './shapes/overview.ts';
import { type Runtime, rawDataOf, runtimeOf } from './shapes/runtime.ts';
import type { ServerIsUp } from './shapes/service.ts';
import { packageVersion } from './version.ts';

interface ApiInput {
  readonly options: StaticConfiguration;
  readonly configuration: () => Configuration;
  readonly startedAt: Date;
  /** Whether a server is up; default: all are. */
  readonly isUp?: ServerIsUp;
}

/**
 * The read-only API, in Traefik's shapes (Traefik: operations/api). Unlike Traefik it does not show the users of
 * basicAuth and digestAuth, and it shows the state of UDP servers.
 */
export class Api {
  readonly #options: StaticConfiguration;
  readonly #configuration: () => Configuration;
  readonly #version: object;
  readonly #isUp: ServerIsUp | undefined;

  constructor({ options, configuration, startedAt, isUp }: ApiInput) {
    this.#isUp = isUp;
    this.#options = options;
    this.#configuration = configuration;
    this.#version = {
      Version: packageVersion(),
      Codename: 'ingress-lab',
      startDate: startedAt.toISOString(),
    };
  }

  /** Answers a GET. `target`: path and query. */
  get(target: string): ImmediateResponse {
    const [path = '', query = ''] = target.split(/\?(.*)/s);
    const [root, ...segments] = path.split('/').slice(1);
    if (root !== 'api') return notFound();
    try {
      return this.#resource(segments.map(decodeURIComponent), new URLSearchParams(query));
    } catch (error) {
      if (error instanceof InvalidPageError) return message(400, error.message);
      if (error instanceof URIError) return message(400, `unable to decode the path ${path}`);
      throw error;
    }
  }

  #resource(segments: readonly string[], query: URLSearchParams): ImmediateResponse {
    const [first = '', second = '', id] = segments;
    switch (segments.length === 1 ? first : '') {
      case 'version':
        return json(200, this.#version);
      case 'overview':
        return json(200, overviewOf(this.#runtime(), this.#options));
      case 'rawdata':
        return json(200, rawDataOf(this.#runtime()));
      default:
    }
    if (first === 'entrypoints' && segments.length <= 2) {
      return this.#entryPoints(segments.length === 1 ? undefined : second, query);
    }
    if (!isProtocol(first) || !isKind(second) || segments.length > 3) return notFound();
    if (first === 'udp' && second === 'middlewares') return notFound();
    const items: readonly ListItem[] = this.#runtime()[first][second];
    if (id === undefined) return list(selectItems(items, query), query);
    const item = items.find(({ name }) => name === id);
    return item ? json(200, item) : message(404, `${second.slice(0, -1)} not found: ${id}`);
  }

  #entryPoints(wanted: string | undefined, query: URLSearchParams): ImmediateResponse {
    const shapes = this.#options.entryPoints.map(entryPointShape);
    if (wanted === undefined)
      return list(
        shapes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        query,
      );
    const shape = shapes.find(({ name }) => name === wanted);
    return shape ? json(200, shape) : message(404, `entry point not found: ${wanted}`);
  }

  #runtime(): Runtime {
    return runtimeOf(this.#configuration(), this.#options, this.#isUp);
  }
}

/** A configuration as `/api/rawdata` shows it, without the engine's own routers and services. */
export function rawData(configuration: Configuration): object {
  return rawDataOf(runtimeOf(configuration));
}

function isProtocol(segment: string): segment is keyof Runtime {
  return segment === 'http' || segment === 'tcp' || segment === 'udp';
}

function isKind(segment: string): segment is 'routers' | 'services' | 'middlewares' {
  return segment === 'routers' || segment === 'services' || segment === 'middlewares';
}

function list(items: readonly object[], query: URLSearchParams): ImmediateResponse {
  const page = pageOf(items, query);
  return json(200, page.items, [['X-Next-Page', String(page.next)]]);
}

function message(status: number, text: string): ImmediateResponse {
  return json(status, { message: text });
}

function json(status: number, value: unknown, headers: ImmediateResponse['headers'] = []): ImmediateResponse {
  return {
    status,
    headers: [['Content-Type', 'application/json'], ...headers],
    body: `${JSON.stringify(value)}\n`,
  };
}

function notFound(): ImmediateResponse {
  return errorAnswer(404, '404 page not found');
}
