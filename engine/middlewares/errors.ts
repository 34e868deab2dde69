import { Attempt } from './attempt.ts';
import { SelectingReply } from './dropped-answer.ts';
import type { BodySource, HttpHandler, HttpReply, HttpRequest } from './handler.ts';
import type { HeaderList, ResponseHead } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { PassingReply } from './passing-reply.ts';
import { StatusRanges } from './status-ranges.ts';

/** Fields that speak of the body, which the request for a page does not have. */
const BODY_FIELDS: readonly string[] = ['content-length', 'transfer-encoding', 'expect', 'trailer'];

interface PageSettings {
  readonly statuses: StatusRanges;
  readonly rewrites: readonly { readonly statuses: StatusRanges; readonly status: number }[];
  readonly query: string;
  /** Lower case; empty: all. */
  readonly headers: readonly string[];
}

/**
 * Replaces answers with certain statuses by a page of another service (Traefik: middlewares/http/errorpages). The options
 * name the service by its qualified name.
 */
export function errors(name: string, options: Options): HttpMiddleware {
  const service = options.requiredText('service');
  const statuses = options.texts('status');
  const rewrites = options.integerMap('statusRewrites').map(([range, status]) => {
    if (status < 200 || status > 599) {
      throw options.error('statusRewrites', `maps ${range} to ${status}, which is no status of an answer`);
    }
    return {
      statuses: new StatusRanges([range], (problem) => options.error('statusRewrites', problem)),
      status,
    };
  });
  const settings: PageSettings = {
    statuses: new StatusRanges(statuses, (problem) => options.error('status', problem)),
    rewrites,
    query: options.text('query'),
    headers: options.texts('errorRequestHeaders').map((header) => header.toLowerCase()),
  };
  return {
    name,
    services: [service],
    wrap(next, tools) {
      const pages = tools.forwardTo(service);
      return pages ? new ErrorPages(next, pages, settings) : next;
    },
    explain: () => `It replaces answers with status ${statuses.join(', ')} by a page of ${service}.`,
  };
}

class ErrorPages implements HttpHandler {
  readonly #next: HttpHandler;
  readonly #pages: HttpHandler;
  readonly #settings: PageSettings;

  constructor(next: HttpHandler, pages: HttpHandler, settings: PageSettings) {
    this.#next = next;
    this.#pages = pages;
    this.#settings = settings;
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const { statuses } = this.#settings;
    // As it was before the middlewares behind edited it.
    const { scheme, host, target } = request.head;
    // Whole: Traefik 3.7, middlewares/customerrors.
    const url = `${scheme}://${host}${target}`;
    const headers = request.head.headers.clone();
    const selecting = new SelectingReply(
      reply,
      ({ status }) => !statuses.includes(status),
      ({ status }) => this.#ask(request, reply, { status, url, headers }),
    );
    this.#next.serve(request, selecting);
  }

  #ask(
    request: HttpRequest,
    reply: HttpReply,
    failed: { readonly status: number; readonly url: string; readonly headers: HeaderList },
  ): void {
    if (request.gone) return;
    const { rewrites, query, headers: wanted } = this.#settings;
    const { status: original, url, headers } = failed;
    const status = rewrites.find(({ statuses }) => statuses.includes(original))?.status ?? original;
    headers.retain((spelled) => {
      const name = spelled.toLowerCase();
      return !BODY_FIELDS.includes(name) && (wanted.length === 0 || wanted.includes(name));
    });
    const path = query.replace(/\{(status|originalStatus|url)\}/g, (_, variable: string) =>
      variable === 'status' ? `${status}` : variable === 'url' ? queryEscape(url) : `${original}`,
    );
    const page = new Attempt(request, {
      method: 'GET',
      target: path.startsWith('/') ? path : `/${path}`,
      headers,
      body: undefined,
      upgrade: undefined,
      // The event of the request tells of the server that failed, not of the one with the page.
      record: { ...request.record },
    });
    const bodiless = request.head.method === 'HEAD' || status === 204 || status === 304;
    this.#pages.serve(page, new PageReply(reply, status, bodiless));
  }
}

/** A page: its headers and body with the status of what it stands for. */
class PageReply extends PassingReply {
  readonly #status: number;
  readonly #bodiless: boolean;

  constructor(reply: HttpReply, status: number, bodiless: boolean) {
    super(reply);
    this.#status = status;
    this.#bodiless = bodiless;
  }

  override start(head: ResponseHead, source: BodySource): void {
    head.status = this.#status;
    super.start(head, source);
  }

  override write(bytes: Buffer, start: number, end: number): boolean {
    return this.#bodiless || super.write(bytes, start, end);
  }

  override end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#bodiless) super.end(bytes, end, end, undefined);
    else super.end(bytes, start, end, trailers);
  }
}

/** As Go's `url.QueryEscape`. */
function queryEscape(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
