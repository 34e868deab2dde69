import { freePort } from '../system/ports.ts';
import { findProgram } from '../system/programs.ts';
import { startProgram, versionOf } from './program.ts';
import { HOST, OTHER_HOSTS, type Subject, type SubjectSettings } from './subject.ts';

/** Caddy with one processor of the Go runtime, if it is installed: a Go reverse proxy, as Traefik is. */
export async function caddy(): Promise<Subject | undefined> {
  const program = findProgram('caddy');
  if (program === undefined) return undefined;
  return {
    name: 'Caddy',
    serves: new Set(['http', 'websocket', 'https', 'http2']),
    version: await versionOf(program, 'version'),
    start: async (settings, signal) => {
      const [http, https] = await Promise.all([freePort(), freePort()]);
      return await startProgram(
        {
          program,
          core: settings.core,
          ports: { http, websocket: http, https, http2: https },
          files: () => ({ 'caddy.json': JSON.stringify(configuration(settings, http, https)) }),
          args: (folder) => ['run', '--config', `${folder}/caddy.json`],
          // Caddy keeps certificates and its last configuration in the home folder otherwise.
          environment: (folder) => ({
            GOMAXPROCS: '1',
            HOME: folder,
            XDG_CONFIG_HOME: folder,
            XDG_DATA_HOME: folder,
          }),
        },
        signal,
      );
    },
  };
}

function configuration({ backends, certificate }: SubjectSettings, http: number, https: number): object {
  const forward = (port: number): object => ({
    handler: 'reverse_proxy',
    upstreams: [{ dial: `127.0.0.1:${port}` }],
    transport: { protocol: 'http', keep_alive: { max_idle_conns_per_host: 256 } },
    headers: {
      request: {
        set: {
          'X-Forwarded-Port': ['{http.request.port}'],
          'X-Forwarded-Server': ['{system.hostname}'],
          'X-Real-Ip': ['{http.request.remote.host}'],
        },
      },
    },
  });
  const routes = [
    { match: [{ host: [HOST], path: ['/script*'] }], handle: [forward(backends.script)], terminal: true },
    ...[HOST, ...OTHER_HOSTS].map((host) => ({
      match: [{ host: [host] }],
      handle: [forward(backends.web)],
      terminal: true,
    })),
    { handle: [forward(backends.web)] },
  ];
  const server = (port: number): object => ({
    listen: [`127.0.0.1:${port}`],
    automatic_https: { disable: true },
    routes,
  });
  return {
    admin: { disabled: true },
    logging: { logs: { default: { level: 'ERROR' } } },
    apps: {
      http: {
        servers: {
          plain: server(http),
          secure: { ...server(https), tls_connection_policies: [{}] },
        },
      },
      tls: {
        certificates: {
          load_files: [{ certificate: certificate.certificate, key: certificate.key }],
        },
      },
    },
  };
}
