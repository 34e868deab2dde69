/** Node's own HTTP in front and undici behind. */
import { type Dispatcher, Pool } from 'undici';
import { settings, tell } from './parent.ts';
import { endToEnd, Forwarding, listenForForwarder } from './subjects/forwarder.ts';

const told = settings();
const forwarding = new Forwarding(told);
const pools = new Map<number, Pool>();

function poolFor(port: number): Pool {
  const pool = pools.get(port) ?? new Pool(`http://127.0.0.1:${port}`, { connections: 256 });
  pools.set(port, pool);
  return pool;
}

tell(
  await listenForForwarder(told, (incoming, answer) => {
    const port = forwarding.portFor(incoming);
    const hasBody =
      incoming.headers['content-length'] !== undefined || 'transfer-encoding' in incoming.headers;
    const options: Dispatcher.RequestOptions = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: forwarding.headersFor(incoming),
      ...(hasBody ? { body: incoming } : {}),
    };
    poolFor(port)
      .stream(options, ({ statusCode, headers }) => answer.writeHead(statusCode, endToEnd(headers)))
      .catch(() => answer.destroy());
  }),
);
