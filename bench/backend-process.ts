/** A backend for machines without nginx: `backend-process.ts ANSWER`. */
import { createServer } from 'node:http';
import { portOf, reportPort } from './report-port.ts';

const [answer = ''] = process.argv.slice(2);
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(answer) });
  response.end(answer);
});
server.listen(0, '127.0.0.1', () => reportPort(portOf(server.address())));
