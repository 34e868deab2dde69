/** Entry points as the walkthroughs name them, on loopback ports that the system chooses, so that scenarios run side by side. */
const ENTRY_POINTS: readonly string[] = [
  '--entrypoints.web.address=127.0.0.1:0/tcp',
  '--entrypoints.websecure.address=127.0.0.1:0/tcp',
  '--entrypoints.traefik.address=127.0.0.1:0/tcp',
  '--entrypoints.metrics.address=127.0.0.1:0/tcp',
  '--entrypoints.mongo.address=127.0.0.1:0/tcp',
  '--entrypoints.udpep.address=127.0.0.1:0/udp',
];

const PAGES: readonly string[] = [
  '--api.dashboard=true',
  '--ping=true',
  '--metrics.prometheus=true',
  '--metrics.prometheus.entrypoint=metrics',
];

/** A scenario that is over waits for nobody: what is still in flight then is what it left hanging on purpose. */
const GRACE = ['web', 'websecure', 'traefik', 'metrics', 'mongo', 'udpep'].map(
  (name) => `--entrypoints.${name}.transport.lifecycle.gracetimeout=100ms`,
);

/** The flags a scenario's controller runs with; `own` are added behind and so win. */
export function testFlags(own: readonly string[]): string[] {
  return [...ENTRY_POINTS, ...GRACE, ...PAGES, ...own];
}
