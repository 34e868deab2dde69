import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BenchProcess, ready, running, start } from './processes.ts';

/** What nginx does: answer by itself, or forward to a port. */
export type NginxRole = { readonly answer: string } | { readonly forwardTo: number };

/** Starts one nginx worker on a free loopback port with a configuration of its own, in a folder that goes with it. */
export async function startNginx(
  program: string,
  role: NginxRole,
  core: number | undefined,
  signal: AbortSignal,
): Promise<BenchProcess> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, role));
  const errors = join(folder, 'error.log');
  const child = start(program, ['-p', folder, '-c', 'nginx.conf', '-e', errors], core, 'ignore');
  try {
    await ready(child, 'nginx', signal, (abort) => fileWritten(folder, 'nginx.pid', abort));
  } catch (error) {
    throw new Error(`nginx did not start: ${await readFile(errors, 'utf8').catch(() => '')}`, {
      cause: error,
    });
  }
  const nginx = stack.use(running(child, port));
  const owned = stack.move();
  return { pid: nginx.pid, port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The version that nginx tells, such as `1.22.1`. */
export async function nginxVersion(program: string): Promise<string> {
  const { stderr } = await promisify(execFile)(program, ['-v']);
  return /nginx\/(\S+)/.exec(stderr)?.[1] ?? '';
}

function configuration(folder: string, port: number, role: NginxRole): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const location =
    'answer' in role
      ? [`default_type text/plain; return 200 "${role.answer}";`]
      : [
          'proxy_pass http://backend;',
          'proxy_http_version 1.1;',
          'proxy_set_header Connection "";',
          'proxy_set_header Host $host;',
          'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
          'proxy_set_header X-Forwarded-Host $host;',
          'proxy_set_header X-Forwarded-Port $server_port;',
          'proxy_set_header X-Forwarded-Proto $scheme;',
          'proxy_set_header X-Forwarded-Server $hostname;',
          'proxy_set_header X-Real-Ip $remote_addr;',
        ];
  const upstream =
    'forwardTo' in role
      ? `upstream backend { server 127.0.0.1:${role.forwardTo}; keepalive 128; keepalive_requests 1000000000; }`
      : '';
  return `daemon off;
master_process off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${upstream}
  server {
    listen 127.0.0.1:${port};
    location / {
      ${location.join('\n      ')}
    }
  }
}
`;
}

/** A port that was free a moment ago; nginx does not tell which one the system would give it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('the system gave no port');
  return address.port;
}

/** Resolves when a file is there. nginx writes its pid file after it listens. */
async function fileWritten(folder: string, name: string, signal: AbortSignal): Promise<void> {
  const watcher = watch(folder);
  try {
    for (;;) {
      const changed = once(watcher, 'change', { signal });
      changed.catch(() => undefined);
      if (existsSync(join(folder, name))) return;
      await changed;
    }
  } finally {
    watcher.close();
  }
}
