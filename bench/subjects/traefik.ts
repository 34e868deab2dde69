import { freePort, freeUdpPort } from '../system/ports.ts';
import { startProgram, versionOf } from './program.ts';
import type { RouteTable } from './routes/table.ts';
import { TRAEFIK_FOLDER, traefikControl, traefikRouteFiles } from './routes/traefik.ts';
import { HOST, OTHER_HOSTS, type RunningSubject, type Subject, type SubjectSettings } from './subject.ts';

const COMMON_ARGUMENTS = [
  '--metrics.prometheus=true',
  '--metrics.prometheus.manualrouting=true',
  '--log.level=ERROR',
  '--global.checknewversion=false',
  '--global.sendanonymoususage=false',
];

/** One processor of the Go runtime. */
const ENVIRONMENT = { GOMAXPROCS: '1' };

/** The Traefik (v3) that the environment variable INGRESS_LAB_TRAEFIK names, with its file provider. */
export async function traefik(): Promise<Subject | undefined> {
  const program = process.env['INGRESS_LAB_TRAEFIK'];
  if (!program) return undefined;
  return {
    name: 'Traefik',
    serves: new Set(['http', 'websocket', 'https', 'http2', 'tcp', 'udp', 'routes']),
    version: await versionOf(program, 'version'),
    start: async (settings, signal) => {
      if (settings.routes) return await startWithRoutes(program, settings, settings.routes, signal);
      const [http, https, tcp, udp] = await Promise.all([freePort(), freePort(), freePort(), freeUdpPort()]);
      return await startProgram(
        {
          program,
          core: settings.core,
          ports: { http, websocket: http, https, http2: https, tcp, udp },
          // JSON is YAML.
          files: () => ({ 'dynamic.yaml': JSON.stringify(dynamicConfiguration(settings)) }),
          args: (folder) => [
            `--entrypoints.web.address=127.0.0.1:${http}`,
            `--entrypoints.websecure.address=127.0.0.1:${https}`,
            `--entrypoints.tcp.address=127.0.0.1:${tcp}`,
            `--entrypoints.udp.address=127.0.0.1:${udp}/udp`,
            `--providers.file.filename=${folder}/dynamic.yaml`,
            ...COMMON_ARGUMENTS,
          ],
          environment: () => ENVIRONMENT,
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
  const settings = {
    program,
    core,
    ports: { routes: port },
    files: () => traefikRouteFiles(table, backends.servers ?? []),
    args: (folder: string) => [
      `--entrypoints.web.address=127.0.0.1:${port}`,
      `--providers.file.directory=${folder}/${TRAEFIK_FOLDER}`,
      // It puts at most one change in two seconds in force by default, and nothing else would be measured.
      '--providers.providersthrottleduration=1ms',
      ...COMMON_ARGUMENTS,
    ],
    environment: () => ENVIRONMENT,
    control: (running: { readonly folder: string }) => traefikControl(table, running),
  };
  return await startProgram(settings, signal);
}

/** The dynamic configuration of the file provider. */
export function dynamicConfiguration({ backends, certificate }: SubjectSettings): object {
  const rules: (readonly [name: string, rule: string, service: string])[] = [
    ['script', `Host(\`${HOST}\`) && PathPrefix(\`/script\`)`, 'script'],
    ...[HOST, ...OTHER_HOSTS].map((host, index) => [`web${index}`, `Host(\`${host}\`)`, 'web'] as const),
    ['any', 'PathPrefix(`/`)', 'web'],
  ];
  const routers = rules.flatMap(([name, rule, service]) => [
    [name, { entryPoints: ['web'], rule, service }],
    [`${name}-tls`, { entryPoints: ['websecure'], rule, service, tls: {} }],
  ]);
  const server = (port: number): object => ({
    loadBalancer: { servers: [{ url: `http://127.0.0.1:${port}` }] },
  });
  const address = (port: number): object => ({
    loadBalancer: { servers: [{ address: `127.0.0.1:${port}` }] },
  });
  return {
    http: {
      routers: Object.fromEntries(routers),
      services: { web: server(backends.web), script: server(backends.script) },
    },
    tcp: {
      routers: { stream: { entryPoints: ['tcp'], rule: 'HostSNI(`*`)', service: 'stream' } },
      services: { stream: address(backends.web) },
    },
    udp: {
      routers: { datagrams: { entryPoints: ['udp'], service: 'datagrams' } },
      services: { datagrams: address(backends.datagrams) },
    },
    tls: { certificates: [{ certFile: certificate.certificate, keyFile: certificate.key }] },
  };
}
