import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BODY_BYTE } from '../load/bodies.ts';
import { numberOf } from '../parent.ts';
import { freePort } from '../system/ports.ts';
import { end, nextMessage, pidOf, ready, startNode } from '../system/processes.ts';
import { findProgram } from '../system/programs.ts';
import { scratchFolder } from '../system/scratch.ts';
import { direct } from './direct.ts';
import { nginxArguments, nginxConfiguration } from './nginx.ts';
import { startProgram } from './program.ts';
import { SERVERS } from './routes/table.ts';
import type { Backends, CertificateFiles, Need, RunningSubject, Subject } from './subject.ts';

/** What `GET /` is answered with. */
export const ANSWER = 'Hello, bench.';

/** Sizes in bytes that paths ask for: `GET /16384`. */
const SIZES: readonly number[] = [16 << 10, 64 << 10, 1 << 20];

/** The backends, and the subject that measures them without a proxy. */
export interface RunningBackends extends AsyncDisposable {
  readonly ports: Backends;
  readonly subject: Subject;
}

/** Starts the backends on the core of the load side: nginx for plain answers if there is one, Node for the rest. */
export async function startBackends(
  certificate: CertificateFiles,
  core: number | undefined,
  signal: AbortSignal,
): Promise<RunningBackends> {
  await using stack = new AsyncDisposableStack();
  const script = stack.use(await startBackend('script-backend-process.ts', core, signal));
  const datagrams = stack.use(await startBackend('udp-backend-process.ts', core, signal));
  const program = findProgram('nginx');
  const web = program === undefined ? script : stack.use(await startWeb(program, certificate, core, signal));
  const secure = web.https === undefined ? {} : { https: web.https, http2: web.https };
  const ports = { http: web.port, websocket: script.port, tcp: web.port, udp: datagrams.port, ...secure };
  const subject = direct({ pid: web.pid, ports }, new Set(Object.keys(ports).filter(isNeed)));
  const owned = stack.move();
  return {
    ports: {
      web: web.port,
      script: script.port,
      datagrams: datagrams.port,
      ...(web.servers ? { servers: web.servers } : {}),
    },
    subject,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function isNeed(name: string): name is Need {
  return ['http', 'websocket', 'https', 'http2', 'tcp', 'udp'].includes(name);
}

interface RunningBackend extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  readonly https?: number;
  readonly servers?: readonly number[];
}

async function startBackend(
  file: string,
  core: number | undefined,
  signal: AbortSignal,
): Promise<RunningBackend> {
  const child = startNode(file, ['{}'], core);
  const message = await ready(child, signal, (abort) => nextMessage(child, abort));
  return { pid: pidOf(child), port: numberOf(message, 'port'), [Symbol.asyncDispose]: () => end(child) };
}

async function startWeb(
  program: string,
  certificate: CertificateFiles,
  core: number | undefined,
  signal: AbortSignal,
): Promise<RunningBackend> {
  await using stack = new AsyncDisposableStack();
  const root = stack.use(await scratchFolder()).path;
  await mkdir(join(root, 'files'));
  for (const size of SIZES) await writeFile(join(root, 'files', `${size}`), BODY_BYTE.repeat(size));
  const [port, https] = await Promise.all([freePort(), freePort()]);
  const servers = await Promise.all(Array.from({ length: SERVERS }, freePort));
  const http = `open_file_cache max=16;
  sendfile on;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    listen 127.0.0.1:${https} ssl http2;
    ssl_certificate ${certificate.certificate};
    ssl_certificate_key ${certificate.key};
    ssl_protocols TLSv1.2 TLSv1.3;
    default_type text/plain;
    location = / { return 200 "${ANSWER}"; }
    location / { root ${root}/files; }
  }
  ${servers.map(serverOfRoutes).join('\n  ')}`;
  const settings = {
    program,
    core,
    ports: { http: port, https },
    files: (folder: string) => ({ 'nginx.conf': nginxConfiguration(folder, { main: '', http, stream: '' }) }),
    args: nginxArguments,
  };
  const running: RunningSubject = stack.use(await startProgram(settings, signal));
  const owned = stack.move();
  return { pid: running.pid, port, https, servers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Answers what is for it, as the request itself says, and refuses all else (421 Misdirected Request, RFC 9110 §15.5.20). */
function serverOfRoutes(port: number, index: number): string {
  return `server {
    listen 127.0.0.1:${port} backlog=4096;
    default_type text/plain;
    if ($arg_to != "${index}") { return 421; }
    return 200 "${ANSWER}";
  }`;
}
