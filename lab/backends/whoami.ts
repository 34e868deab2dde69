import type { Backend, BackendOptions } from './backend.ts';
import { isGoTrue, parseGoFlags } from './go-flags.ts';
import { answerEmpty } from './http/http-answer.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import { HttpListener, type ServerTls } from './http/http-listener.ts';
import type { HttpProgram } from './http/http-program.ts';
import { setHead } from './http/program-response.ts';
import type { RequestHead } from './http/request-head.ts';
import { podAddresses } from './pod-addresses.ts';
import { runListeners } from './running-backend.ts';
import { answerContent } from './whoami/content.ts';
import { parseGoDuration } from './whoami/go-duration.ts';
import { type Identity, jsonReport, textReport } from './whoami/request-report.ts';
import { echo } from './whoami/websocket-echo.ts';

const flags = { name: 'whoami', valued: ['port', 'name', 'cert', 'key', 'cacert'], switches: ['verbose'] };

/**
 * `traefik/whoami`: prints its own identity and the request. Paths: `/`, `/api`, `/bench`, `/data`, `/echo`, `/health`.
 * The declared container ports decide where it listens; `--port` and `WHOAMI_PORT_NUMBER` count only without any.
 * With `--cert` and `--key` it speaks TLS, HTTP/2 as well; with `--cacert` clients must show a certificate of that
 * authority. These name files at the container's mounts of Secrets. Not embedded: gRPC.
 */
export const whoami: Backend = {
  name: 'whoami',
  async start(options) {
    const given = parseGoFlags(flags, options.hostname, options.args);
    const port = given.get('port') ?? options.env['WHOAMI_PORT_NUMBER'] ?? '80';
    const program = new Whoami(
      options,
      given.get('name') ?? options.env['WHOAMI_NAME'] ?? '',
      given.get('verbose'),
    );
    const tls = serverTls(given, options);
    const running = await runListeners(options, 'TCP', Number(port), (number) =>
      HttpListener.open(program, options, number, tls),
    );
    for (const declared of running.addresses.keys()) {
      options.onLog(`Starting up ${tls ? 'with TLS ' : ''}on port ${declared}`);
    }
    return running;
  },
};

/** As in whoami, a certificate without a key, or a key without one, is none. */
function serverTls(
  given: ReadonlyMap<string, string>,
  { files, hostname }: BackendOptions,
): ServerTls | undefined {
  const read = (flag: string): Buffer | undefined => {
    const path = given.get(flag);
    if (path === undefined) return undefined;
    const content = files?.get(path);
    if (content) return content;
    const known = [...(files?.keys() ?? [])].join(', ') || 'none';
    throw new Error(
      `Pod ${hostname} starts whoami with --${flag}=${path}, and has no such file; files of mounted Secrets: ${known}`,
    );
  };
  const [cert, key, ca] = [read('cert'), read('key'), read('cacert')];
  if (!cert || !key) return undefined;
  return { cert, key, ...(ca === undefined ? {} : { ca }) };
}

class Whoami implements HttpProgram {
  readonly announcesKeepAlive = false;
  readonly webSocket = { accepts: (request: RequestHead) => request.path === '/echo', open: echo };
  readonly #options: BackendOptions;
  readonly #name: string;
  readonly #verbose: boolean;
  #health = 200;

  constructor(options: BackendOptions, name: string, verbose: string | undefined) {
    this.#options = options;
    this.#name = name;
    this.#verbose = isGoTrue(verbose);
  }

  answer(exchange: HttpExchange): Promise<void> | undefined {
    const { request, response } = exchange;
    const query = queryOf(request);
    switch (request.path) {
      case '/bench':
        if (request.version.startsWith('1.') && !response.hasHeader('Connection')) {
          response.setHeader('Connection', 'keep-alive');
        }
        return send(exchange, 200, 'text/plain', '1');
      case '/api':
        response.setHeader('Access-Control-Allow-Origin', '*');
        response.setHeader('Access-Control-Allow-Methods', '*');
        return send(exchange, 200, 'application/json', jsonReport(request, this.#identity(exchange, query)));
      case '/data':
        return answerContent(response, request.method, query);
      case '/echo':
        response.setHeader('Sec-Websocket-Version', '13');
        return sendError(exchange, 'Bad Request');
      case '/health':
        return this.#answerHealth(exchange);
      default: {
        const wait = parseGoDuration(query.get('wait') ?? '') ?? 0;
        if (wait <= 0) return this.#report(exchange, query);
        return response.pause(wait).then((waited) => (waited ? this.#report(exchange, query) : undefined));
      }
    }
  }

  answered({ request, peer }: HttpExchange): void {
    if (!this.#verbose) return;
    const line = `${request.method} ${request.path} HTTP/${request.version}`;
    this.#options.onLog(`${peer} - - [${new Date().toISOString()}] "${line}" - -`);
  }

  #report(exchange: HttpExchange, query: URLSearchParams): undefined {
    const report = textReport(exchange.request, exchange.body, this.#identity(exchange, query));
    return send(exchange, 200, 'text/plain; charset=utf-8', report);
  }

  #identity({ peer }: HttpExchange, query: URLSearchParams): Identity {
    const environment = isGoTrue(query.get('env')) ? this.#options.env : {};
    return {
      hostname: this.#options.hostname,
      addresses: podAddresses(this.#options),
      name: this.#name,
      peer,
      environment,
    };
  }

  #answerHealth(exchange: HttpExchange): undefined {
    const { request, response, body } = exchange;
    if (request.method !== 'POST') {
      answerEmpty(response, this.#health);
      return;
    }
    const status = Number(/^\s*(\d{3})\s*$/.exec(body.toString())?.[1]);
    if (!(status >= 200 && status <= 599)) {
      sendError(exchange, 'The body must be the new status, a number from 200 to 599');
      return;
    }
    this.#health = status;
    this.#options.onLog(`Update health check status code [${status}]`);
    answerEmpty(response, 200);
  }
}

const NO_QUERY = new URLSearchParams();

function queryOf({ target }: RequestHead): URLSearchParams {
  const start = target.indexOf('?');
  return start === -1 ? NO_QUERY : new URLSearchParams(target.slice(start + 1));
}

/** A refusal in the form of Go's `http.Error`. */
function sendError(exchange: HttpExchange, text: string): undefined {
  exchange.response.setHeader('X-Content-Type-Options', 'nosniff');
  send(exchange, 400, 'text/plain; charset=utf-8', `${text}\n`);
}

function send({ response }: HttpExchange, status: number, type: string, body: string | Buffer): undefined {
  setHead(response, status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
