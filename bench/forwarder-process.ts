/** The least that Node's own HTTP can forward with. */
import { Agent, request } from 'node:http';
import { settings, tell } from './parent.ts';
import { endToEnd, Forwarding, listenForForwarder } from './subjects/forwarder.ts';

const told = settings();
const forwarding = new Forwarding(told);
const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 });

tell(
  await listenForForwarder(told, (incoming, answer) => {
    const port = forwarding.portFor(incoming);
    const { method, url: path } = incoming;
    const headers = forwarding.headersFor(incoming);
    const forwarded = request({ host: '127.0.0.1', port, agent, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, endToEnd(response.headers));
      response.pipe(answer);
    });
    forwarded.on('error', () => answer.destroy());
    incoming.pipe(forwarded);
  }),
);
