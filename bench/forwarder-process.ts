/** The least that Node's own HTTP can forward with: `forwarder-process.ts BACKEND_PORT`. */
import { Agent, createServer, request } from 'node:http';
import { portOf, reportPort } from './report-port.ts';

const [backendPort = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

const server = createServer((incoming, answer) => {
  const { method, url: path, headers } = incoming;
  const forwarded = request(
    { host: '127.0.0.1', port: backendPort, agent, method, path, headers },
    (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.pipe(answer);
    },
  );
  forwarded.on('error', () => answer.destroy());
  incoming.pipe(forwarded);
});
server.listen(0, '127.0.0.1', () => reportPort(portOf(server.address())));
