/** http-proxy-3, a library for reverse proxies on Node's own HTTP. It is not among this project's dependencies. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import { settings, tell, textOf } from './parent.ts';
import { Forwarding } from './subjects/forwarder.ts';
import { portOf } from './system/ports.ts';

/** What is used of the library. */
interface HttpProxy {
  web(request: IncomingMessage, answer: ServerResponse, options: { target: string }): void;
  ws(request: IncomingMessage, socket: Duplex, head: Buffer, options: { target: string }): void;
  on(
    event: 'error',
    listener: (error: Error, request: IncomingMessage, answer: Duplex | ServerResponse) => void,
  ): void;
}

interface HttpProxyLibrary {
  createProxyServer(options: { agent: Agent; xfwd: boolean }): HttpProxy;
}

const told = settings();
const forwarding = new Forwarding(told);
const library: HttpProxyLibrary = createRequire(import.meta.url)('http-proxy-3');
const proxy = library.createProxyServer({
  agent: new Agent({ keepAlive: true, maxFreeSockets: 256 }),
  xfwd: true,
});
proxy.on('error', (_error, _request, answer) => answer.destroy());

const targetOf = (request: IncomingMessage): { target: string } => ({
  target: `http://127.0.0.1:${forwarding.portFor(request)}`,
});
const forward = (request: IncomingMessage, answer: ServerResponse): void =>
  proxy.web(request, answer, targetOf(request));
const options = { keepAliveTimeout: 180_000 };
const plain = createServer(options, forward).listen(0, '127.0.0.1');
plain.on('upgrade', (request, socket, head) => proxy.ws(request, socket, head, targetOf(request)));
const identity = { cert: readFileSync(textOf(told, 'certificate')), key: readFileSync(textOf(told, 'key')) };
const secure = createSecureServer({ ...options, ...identity }, forward).listen(0, '127.0.0.1');
await Promise.all([once(plain, 'listening'), once(secure, 'listening')]);
const http = portOf(plain.address());
tell({ http, websocket: http, https: portOf(secure.address()) });
