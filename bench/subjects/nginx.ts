import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { freePort, freeUdpPort } from '../system/ports.ts';
import { findProgram, mostOpenFiles } from '../system/programs.ts';
import { startProgram, versionOf } from './program.ts';
import { nginxControl, nginxRouteFiles, nginxRoutes } from './routes/nginx.ts';
import type { RouteTable } from './routes/table.ts';
import {
  HOST,
  type Need,
  OTHER_HOSTS,
  type RunningSubject,
  type Subject,
  type SubjectSettings,
} from './subject.ts';

/** nginx with one worker, if it is installed. */
export async function nginx(): Promise<Subject | undefined> {
  const program = findProgram('nginx');
  if (program === undefined) return undefined;
  const streams = streamModule(program);
  const serves: Need[] = [
    'http',
    'websocket',
    'https',
    'http2',
    'routes',
    ...(streams ? (['tcp', 'udp'] as const) : []),
  ];
  return {
    name: 'nginx',
    serves: new Set(serves),
    version: await versionOf(program, '-v'),
    start: async (settings, signal) => {
      if (settings.routes) return await startWithRoutes(program, settings, settings.routes, signal);
      const [http, https, tcp, udp] = await Promise.all([freePort(), freePort(), freePort(), freeUdpPort()]);
      const secure = { https, http2: https };
      const ports = { http, websocket: http, ...secure, ...(streams ? { tcp, udp } : {}) };
      return await startProgram(
        {
          program,
          core: settings.core,
          ports,
          files: (folder) => ({
            'nginx.conf': nginxConfiguration(folder, {
              main: streams?.load ?? '',
              http: httpBlock(settings, http, https),
              stream: streams ? streamBlock(settings, tcp, udp) : '',
            }),
          }),
          args: nginxArguments,
        },
        signal,
      );
    },
  };
}

async function startWithRoutes(
  program: string,
  { core, backends }: SubjectSettings,
  table: RouteTable,
  signal: AbortSignal,
): Promise<RunningSubject> {
  const port = await freePort();
  const http = nginxRoutes(table, backends.servers ?? [], port, FORWARDED);
  const settings = {
    program,
    core,
    ports: { routes: port },
    files: (folder: string) => ({
      'nginx.conf': nginxConfiguration(folder, {
        main: '',
        http,
        stream: '',
        master: table.changing ?? false,
      }),
      ...nginxRouteFiles(table, port),
    }),
    args: nginxArguments,
    control: (running: { readonly folder: string; readonly pid: number }) =>
      nginxControl(table, port, running),
  };
  return await startProgram(settings, signal);
}

/** The parts of a configuration that differ. */
export interface NginxBlocks {
  readonly main: string;
  readonly http: string;
  readonly stream: string;
  /** With a master process, which reloads the configuration, beside the one that serves. */
  readonly master?: boolean;
}

/** A configuration for one process, which can be ended by its id, with all of its files in its folder. */
export function nginxConfiguration(folder: string, { main, http, stream, master }: NginxBlocks): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `${main}
daemon off;
master_process ${master ? 'on' : 'off'};
worker_processes 1;
worker_rlimit_nofile ${mostOpenFiles() ?? 20_000};
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${http}
}
${stream}
`;
}

export function nginxArguments(folder: string): string[] {
  return ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'];
}

function httpBlock({ backends, certificate }: SubjectSettings, http: number, https: number): string {
  const upstream = (name: string, port: number): string =>
    `upstream ${name} { server 127.0.0.1:${port}; keepalive 256; keepalive_requests 1000000000; }`;
  const servers = [HOST, ...OTHER_HOSTS].map(
    (host) => `server {
    listen 127.0.0.1:${http};
    listen 127.0.0.1:${https} ssl http2;
    server_name ${host};
    ${FORWARDED.join('\n    ')}
    location / { proxy_pass http://web; }
    location /script { proxy_pass http://script; client_max_body_size 0; }
  }`,
  );
  return `ssl_certificate ${certificate.certificate};
  ssl_certificate_key ${certificate.key};
  ssl_protocols TLSv1.2 TLSv1.3;
  ${upstream('web', backends.web)}
  ${upstream('script', backends.script)}
  map $http_upgrade $upgrade { default ""; websocket upgrade; }
  ${servers.join('\n  ')}`;
}

const FORWARDED = [
  'proxy_http_version 1.1;',
  'proxy_set_header Connection $upgrade;',
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Host $host;',
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
  'proxy_set_header X-Forwarded-Host $host;',
  'proxy_set_header X-Forwarded-Port $server_port;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
  'proxy_set_header X-Forwarded-Server $hostname;',
  'proxy_set_header X-Real-Ip $remote_addr;',
];

function streamBlock({ backends }: SubjectSettings, tcp: number, udp: number): string {
  return `stream {
  server { listen 127.0.0.1:${tcp}; proxy_pass 127.0.0.1:${backends.web}; }
  server { listen 127.0.0.1:${udp} udp; proxy_pass 127.0.0.1:${backends.datagrams}; }
}`;
}

/** How to get nginx's TCP and UDP proxy, if this one has it. */
function streamModule(program: string): { readonly load: string } | undefined {
  const options = spawnSync(program, ['-V'], { encoding: 'utf8' }).stderr;
  if (/--with-stream(?:\s|$)/.test(options)) return { load: '' };
  const folder = /--modules-path=(\S+)/.exec(options)?.[1] ?? '/usr/lib/nginx/modules';
  const file = `${folder}/ngx_stream_module.so`;
  return existsSync(file) ? { load: `load_module ${file};` } : undefined;
}
