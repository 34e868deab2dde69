import type { Backend, BackendOptions } from './backend.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import { HttpListener } from './http/http-listener.ts';
import type { HttpProgram } from './http/http-program.ts';
import { setHead } from './http/program-response.ts';
import type { RequestHead } from './http/request-head.ts';
import { accessLogLine } from './nginx/access-log.ts';
import { errorPage, nginxVersion, type StaticAnswer, StaticDocument } from './nginx/static-document.ts';
import { runListeners } from './running-backend.ts';

/** nginx logs this status for a client that went away before it was answered. */
const clientClosedRequest = 499;

const welcomePage = new StaticDocument(
  'text/html',
  new Date('2025-02-05T11:06:32Z'),
  `<!DOCTYPE html>
<html lang="en">
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This web server runs, and has no pages of its own yet.</p>
</body>
</html>
`,
);

/**
 * nginx 1.26 as its image starts it: one static page at `/` and `/index.html`, error pages, and a line of the
 * access log for each request. Configuration files are not read; arguments are ignored.
 */
export const nginx: Backend = {
  name: 'nginx',
  start: (options) =>
    runListeners(options, 'TCP', 80, (port) => HttpListener.open(new Nginx(options), options, port)),
};

class Nginx implements HttpProgram {
  readonly announcesKeepAlive = true;
  readonly #options: BackendOptions;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  answer({ request, response }: HttpExchange): undefined {
    const { status, headers, body } = answerTo(request);
    response.setHeader('Server', nginxVersion);
    // RFC 9110 §15.4.5: a 304 has no body, and its Content-Length would be the document's.
    const length = status === 304 ? {} : { 'Content-Length': body.length };
    setHead(response, status, { ...headers, ...length });
    response.end(body);
  }

  answered({ request, response, peer }: HttpExchange): void {
    const { method, target, version } = request;
    const bodyless = method === 'HEAD' || !response.finished;
    this.#options.onLog(
      accessLogLine({
        remoteAddress: peer.slice(0, peer.lastIndexOf(':')),
        time: new Date(),
        requestLine: `${method} ${target} HTTP/${version}`,
        status: response.headSent ? response.status : clientClosedRequest,
        bodyBytes: bodyless ? 0 : Number(response.header('Content-Length') ?? 0),
        header: (name) => request.header(name),
      }),
    );
  }
}

/** nginx looks at the method first, then for the file, and only then refuses a POST to a file. */
function answerTo(request: RequestHead): StaticAnswer {
  const { method, target } = request;
  if (!['GET', 'HEAD', 'POST'].includes(method)) return errorPage(405, 'Not Allowed');
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  const merged = path.replace(/\/{2,}/g, '/');
  if (!['', '/', '/index.html'].includes(merged)) return errorPage(404, 'Not Found');
  return method === 'POST'
    ? errorPage(405, 'Not Allowed')
    : welcomePage.answer((name) => request.header(name));
}
