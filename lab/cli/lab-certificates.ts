import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCertificates } from '../../certs/index.ts';
import { resolverScript } from '../clients/mongosh.ts';
import { EnvironmentError } from './command.ts';

/** What the MongoDB pattern needs from its folder. */
interface LabCertificates {
  /** The Kubernetes Secret with the server's certificate. */
  readonly secret: { readonly file: string; readonly text: string };
  /** Path of a script that lets a Node program reach the lab by the name mongo.local. */
  readonly resolver: string;
}

/** Put in place last: where it is, the others are. */
const SECRET_FILE = 'traefik-mongo-certs.secret.yaml';
const CERTIFICATE_FILES = ['ca.crt', 'mongo-server.crt', 'mongo-client.pem'];

/** Certificates that end within this time are made anew: a lab may run for a day. */
const MARGIN_MS = 24 * 60 * 60 * 1000;

/**
 * Certificates in `folder`, kept from one lab to the next: made if some are missing or end within a day of `now`.
 * Files that they take the place of are moved to `folder/replaced-TIME`, never deleted.
 *
 * @throws EnvironmentError if the folder cannot be read or written.
 */
export async function prepareCertificates(folder: string, now = new Date()): Promise<LabCertificates> {
  try {
    await mkdir(folder, { recursive: true });
    if (!(await areUsable(folder, now))) await make(folder, now);
    const resolver = join(folder, 'resolve-mongo-local.cjs');
    await writeFile(resolver, resolverScript('mongo.local', '127.0.0.1'));
    const file = join(folder, SECRET_FILE);
    return { resolver, secret: { file, text: await readFile(file, 'utf8') } };
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new EnvironmentError(
      `${folder}: the certificates cannot be kept there (${error.message}); name another folder with --certs`,
      { cause: error },
    );
  }
}

async function areUsable(folder: string, now: Date): Promise<boolean> {
  const names = new Set(await readdir(folder));
  if (![SECRET_FILE, ...CERTIFICATE_FILES].every((name) => names.has(name))) return false;
  const texts = await Promise.all(CERTIFICATE_FILES.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.every((text) => endOf(text) > now.getTime() + MARGIN_MS);
}

/** When a certificate ends, in milliseconds since 1970; 0 for what is none. */
function endOf(pem: string): number {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return 0;
  }
}

/** Makes all files in a folder within, then moves them into place, so that being interrupted leaves no half. */
async function make(folder: string, now: Date): Promise<void> {
  const draft = await mkdtemp(join(folder, '.new-'));
  try {
    await writeCertificates(draft);
    const made = (await readdir(draft)).filter((name) => name !== SECRET_FILE);
    const present = new Set(await readdir(folder));
    const inTheWay = [SECRET_FILE, ...made].filter((name) => present.has(name));
    if (inTheWay.length > 0) {
      const replaced = await mkdtemp(join(folder, `replaced-${now.toISOString().slice(0, 10)}-`));
      for (const name of inTheWay) await rename(join(folder, name), join(replaced, name));
    }
    for (const name of [...made, SECRET_FILE]) await rename(join(draft, name), join(folder, name));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
