/**
 * The embedded backends as programs of their own, for images that are built where no registry can be reached:
 * `node main.js whoami|whoamiudp|mongo ARGUMENT...`. They listen where the real programs do, on all addresses, with the
 * process's own environment, files and host name. SIGTERM and SIGINT let what is in flight finish; then the exit code
 * is 0. It is 2 for arguments that the program does not have, and 1 if it cannot start.
 */
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import type { Backend } from './backend.ts';
import { BackendArgumentError } from './go-flags.ts';
import { MongodOptionError, mongodPort } from './mongo/mongod-options.ts';

/** How long requests in flight may take at the end, in milliseconds: less than the 10 s after which Docker kills. */
const GRACE_MS = 8000;

const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
const [name = '', ...args] = process.argv.slice(2);

/** The log of Go's standard library: to stderr, with the time. */
function goLog(line: string): void {
  const time = new Date().toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  process.stderr.write(`${time} ${line}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** As Go's `flag` package does. */
function printUsage({ known }: Pick<BackendArgumentError, 'known'>): void {
  process.stderr.write(`Usage of ${name}:\n${known.map((flag) => `  -${flag}\n`).join('')}`);
}

function fail(error: unknown): never {
  if (error instanceof BackendArgumentError) {
    const isKnown = error.known.includes(error.argument.replace(/^--?/, ''));
    if (!/^--?(?:h|help)$/.test(error.argument)) {
      process.stderr.write(
        isKnown
          ? `flag needs an argument: ${error.argument}\n`
          : `flag provided but not defined: ${error.argument.replace(/^--/, '-').replace(/=.*$/s, '')}\n`,
      );
    }
    printUsage(error);
    process.exit(2);
  }
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(error instanceof MongodOptionError ? 2 : 1);
}

async function load(): Promise<{ backend: Backend; onLog: (line: string) => void; port?: number }> {
  switch (name) {
    case 'whoami':
      return { backend: (await import('./whoami.ts')).whoami, onLog: goLog };
    case 'whoamiudp':
      return { backend: (await import('./whoamiudp.ts')).whoamiudp, onLog: print };
    case 'mongo':
      return { backend: (await import('./mongo/mongo.ts')).mongo, onLog: print, port: mongodPort(args) };
    default:
      process.stderr.write(`there is no program "${name}": write whoami, whoamiudp or mongo\n`);
      process.exit(2);
  }
}

try {
  const { backend, onLog, port } = await load();
  // A socket for both families, where there are both.
  const hasIPv6 = name !== 'mongo' && interfaces.some(({ family }) => family === 'IPv6');
  const running = await backend.start({
    hostname: hostname(),
    host: hasIPv6 ? '::' : '0.0.0.0',
    atContainerPorts: true,
    ownAddresses: interfaces.map(({ address }) => address),
    ports: port === undefined ? [] : [{ port, protocol: 'TCP' }],
    args,
    env: Object.fromEntries(Object.entries(process.env).map(([key, value]) => [key, value ?? ''])),
    files: { get: (path) => readFileSync(path), keys: () => new Map<string, Buffer>().keys() },
    onReceived: () => {},
    onLog,
  });
  const stop = (): void => void running.drain(GRACE_MS).then(() => process.exit(0), fail);
  process.once('SIGTERM', stop).once('SIGINT', stop);
} catch (error) {
  fail(error);
}
