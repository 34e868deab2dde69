import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a container engine may be asked. */
export interface EngineAddress {
  /** `unix:///var/run/docker.sock`, as DOCKER_HOST takes it. */
  readonly host: string;
  /** Who says so: `DOCKER_HOST`, `context NAME`, `socket PATH`. */
  readonly found: string;
  /** The folder with ca.pem, cert.pem and key.pem, if it is to be asked with TLS. */
  readonly certificates?: string;
}

/** Something that names an engine, but none that can be asked. */
interface NoAddress {
  readonly found: string;
  readonly reason: string;
}

/**
 * Where engines are looked for, the first first. What environment variables name stands alone, as for Docker's own client;
 * the context that Docker is set to may be a leftover, so that the usual sockets of Docker and Podman come after it.
 */
export async function engineAddresses(environment: Environment): Promise<(EngineAddress | NoAddress)[]> {
  const { DOCKER_HOST: host = '', DOCKER_CONTEXT: context = '' } = environment;
  const forwarded = await testcontainersHost(environment);
  if (host !== '')
    return [...forwarded, { host, found: 'DOCKER_HOST', ...certificatesFor(host, environment) }];
  if (context !== '' && context !== 'default') {
    return [...forwarded, await addressOfContext(context, environment)];
  }
  const current = context === '' ? await currentContext(environment) : undefined;
  return [
    ...forwarded,
    ...(current === undefined ? [] : [await addressOfContext(current, environment)]),
    ...usualSockets(environment),
  ];
}

/** https://docs.docker.com/reference/cli/docker/#environment-variables */
function certificatesFor(host: string, environment: Environment): { certificates?: string } {
  const { DOCKER_TLS_VERIFY: isVerified = '', DOCKER_CERT_PATH: folder = '' } = environment;
  // At a socket nobody speaks TLS.
  if (isVerified === '' || host.startsWith('unix:')) return {};
  return { certificates: resolve(folder === '' ? dockerFolder(environment) : folder) };
}

/** An engine in the cloud that testcontainers takes before all others, and cannot be told not to. */
async function testcontainersHost(environment: Environment): Promise<EngineAddress[]> {
  const text = await readFile(join(homeOf(environment), '.testcontainers.properties'), 'utf8').catch(
    () => '',
  );
  const host = /^[ \t]*tc\.host[ \t]*[=:][ \t]*(\S+)/m.exec(text)?.[1];
  return host === undefined ? [] : [{ host, found: 'tc.host of ~/.testcontainers.properties' }];
}

async function currentContext(environment: Environment): Promise<string | undefined> {
  const config = await readJson(join(dockerFolder(environment), 'config.json'));
  const context = fieldOf(config, 'currentContext');
  return typeof context === 'string' && context !== '' && context !== 'default' ? context : undefined;
}

/** Docker keeps what is known of a context in a folder named by the hash of its name. */
async function addressOfContext(
  context: string,
  environment: Environment,
): Promise<EngineAddress | NoAddress> {
  const found = `context ${context}`;
  const contexts = join(dockerFolder(environment), 'contexts');
  const hash = createHash('sha256').update(context).digest('hex');
  const meta = await readJson(join(contexts, 'meta', hash, 'meta.json'));
  const host = fieldOf(fieldOf(fieldOf(meta, 'Endpoints'), 'docker'), 'Host');
  if (typeof host !== 'string') return { found, reason: 'Docker knows no such context (docker context ls)' };
  const certificates = join(contexts, 'tls', hash, 'docker');
  const hasCertificates = await stat(join(certificates, 'cert.pem')).catch(() => undefined);
  return { host, found, ...(hasCertificates && { certificates }) };
}

function usualSockets(environment: Environment): EngineAddress[] {
  const { XDG_RUNTIME_DIR: runtime = `/run/user/${process.getuid?.() ?? 0}` } = environment;
  const { CONTAINER_HOST: podman = '' } = environment;
  const home = homeOf(environment);
  return [
    socket('/var/run/docker.sock'),
    socket(join(home, '.docker/run/docker.sock')),
    socket(join(runtime, 'docker.sock')),
    socket(join(home, '.docker/desktop/docker.sock')),
    ...(podman === '' ? [] : [{ host: podman, found: 'CONTAINER_HOST' }]),
    socket(join(runtime, 'podman/podman.sock')),
    socket('/run/podman/podman.sock'),
  ];
}

function socket(path: string): EngineAddress {
  return { host: `unix://${path}`, found: `socket ${path}` };
}

function dockerFolder(environment: Environment): string {
  return environment['DOCKER_CONFIG'] || join(homeOf(environment), '.docker');
}

function homeOf(environment: Environment): string {
  return environment['HOME'] || homedir();
}

/** Undefined for a file that is not there, or holds something else. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
