import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './examination.ts';

/** Where sockets lie if nobody says otherwise. */
const SOCKETS = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')];

/** Milliseconds until an engine that says nothing is taken for none. */
const PATIENCE_MS = 2_000;

/** Asks a container engine whether it is there: that of DOCKER_HOST, else of Docker's context, else of a usual socket. */
export async function findDockerEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Finding> {
  const named = environment['DOCKER_HOST'] ?? (await hostOfContext(environment));
  const runtime = environment['XDG_RUNTIME_DIR'];
  const hosts =
    named === undefined
      ? [...SOCKETS, ...(runtime === undefined ? [] : [`${runtime}/docker.sock`])].map(
          (path) => `unix://${path}`,
        )
      : [named];
  const reasons: string[] = [];
  for (const host of hosts) {
    const reason = await ping(host);
    if (reason === undefined) return { there: true, detail: host };
    reasons.push(`${host}: ${reason}`);
  }
  return { there: false, detail: reasons.join('; ') };
}

/** Docker keeps what is known of a context in a folder named by the hash of its name. */
async function hostOfContext(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folder = environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  try {
    const config = await read(join(folder, 'config.json'));
    const context = environment['DOCKER_CONTEXT'] ?? fieldOf(config, 'currentContext');
    if (typeof context !== 'string' || context === 'default') return undefined;
    const hash = createHash('sha256').update(context).digest('hex');
    const meta = await read(join(folder, 'contexts', 'meta', hash, 'meta.json'));
    const host = fieldOf(fieldOf(fieldOf(meta, 'Endpoints'), 'docker'), 'Host');
    return typeof host === 'string' ? host : undefined;
  } catch {
    return undefined;
  }
}

async function read(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Why an engine does not answer; undefined if it does. */
function ping(host: string): Promise<string | undefined> {
  const socketPath = /^unix:\/\/(.+)$/.exec(host)?.[1];
  const [, hostname, port] = /^(?:tcp|http):\/\/([^:/]+):(\d+)/.exec(host) ?? [];
  if (socketPath === undefined && hostname === undefined)
    return Promise.resolve('not asked: only unix and tcp are');
  const where = socketPath === undefined ? { hostname, port } : { socketPath };
  return new Promise((resolve) => {
    const asked = request({ ...where, path: '/_ping', timeout: PATIENCE_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200 ? undefined : `it answers ${answer.statusCode}`);
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    asked.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    asked.end();
  });
}
