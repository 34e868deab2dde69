import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ListeningAddress } from '../../engine/index.ts';
import type { ClientTls } from './client-tls.ts';
import { type FoundProgram, findProgram } from './program.ts';

/** Milliseconds that one run of mongosh may take, its slow start included. */
const RUN_DEADLINE_MS = 25_000;

const run = promisify(execFile);

/** The mongosh program to use, or why there is none. */
export function findMongosh(): Promise<FoundProgram> {
  return findProgram({
    name: 'mongosh',
    variable: 'INGRESS_LAB_MONGOSH',
    probe: ['--version'],
    remedy: 'npm install it aside',
  });
}

/**
 * Runs a script in a real mongosh that reaches `address` by `name`, and returns what it printed.
 * The name is resolved by a preload script, so that the server name in TLS is the real one.
 *
 * @throws Error with mongosh's output if it fails.
 */
export async function runMongosh(options: {
  readonly address: ListeningAddress;
  readonly name: string;
  readonly script: string;
  readonly tls?: ClientTls;
}): Promise<string> {
  const { address, name, script, tls } = options;
  const found = await findMongosh();
  if ('missing' in found) throw new Error(found.missing);
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-mongosh-'));
  try {
    const preload = join(folder, 'resolve.cjs');
    await writeFile(preload, resolverScript(name, address.host));
    const flags = ['--quiet', `mongodb://${name}:${address.port}/?directConnection=true`, '--eval', script];
    if (tls) {
      flags.push('--tls');
      if (tls.ca !== undefined) flags.push('--tlsCAFile', await save(folder, 'ca.crt', tls.ca));
      if (tls.identity) {
        const bundle = `${tls.identity.certificatePem}\n${tls.identity.keyPem}`;
        flags.push('--tlsCertificateKeyFile', await save(folder, 'client.pem', bundle));
      }
    }
    // HOME: mongosh keeps settings and logs there, and a run should leave nothing behind.
    const env = { ...process.env, HOME: folder, NODE_OPTIONS: `--require ${preload}` };
    const { stdout } = await run(found.program, flags, { env, timeout: RUN_DEADLINE_MS });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function save(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** A script for `node --require` that resolves one name to one address. */
export function resolverScript(name: string, address: string): string {
  return `const dns = require('node:dns');
const original = dns.lookup;
dns.lookup = (host, options, callback) => {
  if (host !== ${JSON.stringify(name)}) return original(host, options, callback);
  const done = typeof options === 'function' ? options : callback;
  if (typeof options === 'object' && options.all) process.nextTick(done, null, [{ address: ${JSON.stringify(address)}, family: 4 }]);
  else process.nextTick(done, null, ${JSON.stringify(address)}, 4);
};
dns.promises.lookup = async (host, options) =>
  host === ${JSON.stringify(name)} ? (options && options.all ? [{ address: ${JSON.stringify(address)}, family: 4 }] : { address: ${JSON.stringify(address)}, family: 4 }) : require('node:util').promisify(original)(host, options);
`;
}
