import { freePort } from '../system/ports.ts';
import { findProgram } from '../system/programs.ts';
import { startProgram, versionOf } from './program.ts';
import { OTHER_HOSTS, type Subject, type SubjectSettings } from './subject.ts';

/** HAProxy with one thread, if it is installed. */
export async function haproxy(): Promise<Subject | undefined> {
  const program = findProgram('haproxy');
  if (program === undefined) return undefined;
  return {
    name: 'HAProxy',
    serves: new Set(['http', 'websocket', 'https', 'http2', 'tcp']),
    version: await versionOf(program, '-v'),
    start: async (settings, signal) => {
      const [http, https, tcp] = await Promise.all([freePort(), freePort(), freePort()]);
      return await startProgram(
        {
          program,
          core: settings.core,
          ports: { http, websocket: http, https, http2: https, tcp },
          files: () => ({ 'haproxy.cfg': configuration(settings, http, https, tcp) }),
          args: (folder) => ['-db', '-q', '-f', `${folder}/haproxy.cfg`],
        },
        signal,
      );
    },
  };
}

function configuration(
  { backends, certificate }: SubjectSettings,
  http: number,
  https: number,
  tcp: number,
): string {
  return `global
  nbthread 1
  maxconn 12000
  no strict-limits
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  timeout connect 5s
  timeout client 180s
  timeout server 180s
  timeout tunnel 180s
frontend web
  mode http
  bind 127.0.0.1:${http}
  bind 127.0.0.1:${https} ssl crt ${certificate.bundle} alpn h2,http/1.1
  option forwardfor
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Port %[dst_port]
  http-request set-header X-Forwarded-Proto https if { ssl_fc }
  http-request set-header X-Forwarded-Proto http if !{ ssl_fc }
  http-request set-header X-Forwarded-Server %[hostname]
  http-request set-header X-Real-Ip %[src]
  use_backend script if { path_beg /script }
${OTHER_HOSTS.map((host) => `  use_backend web if { req.hdr(host) -i ${host} }`).join('\n')}
  default_backend web
backend web
  mode http
  http-reuse always
  server web 127.0.0.1:${backends.web}
backend script
  mode http
  http-reuse always
  server script 127.0.0.1:${backends.script}
listen stream
  mode tcp
  bind 127.0.0.1:${tcp}
  server web 127.0.0.1:${backends.web}
`;
}
