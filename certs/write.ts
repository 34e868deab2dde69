import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CertificateSetOptions, certificateSet, PASSPHRASE_FILE } from './certificate-set.ts';
import { CertificateError } from './errors.ts';

export interface WriteOptions extends CertificateSetOptions {
  /** Replaces files that exist. Default: false. */
  readonly force?: boolean;
}

export interface WrittenFile {
  /** The directory as given, and the file's name. */
  readonly path: string;
  readonly description: string;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function exists(path: string): Promise<boolean> {
  try {
    // A dangling link is in the way too, so it is not followed.
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function existsError(paths: readonly string[]): CertificateError {
  const [first = ''] = paths;
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return new CertificateError(
    'file-exists',
    `${first}${more} would be overwritten; choose another directory, or force (--force) to replace them`,
  );
}

async function writeAll(directory: string, options: WriteOptions): Promise<readonly WrittenFile[]> {
  const { force = false, ...setOptions } = options;
  const files = certificateSet(setOptions).map((file) => ({ ...file, path: join(directory, file.name) }));
  if (force) {
    // A passphrase of the key that is about to be replaced must not outlive it.
    const stale = join(directory, PASSPHRASE_FILE);
    await Promise.all([stale, ...files.map((file) => file.path)].map((path) => rm(path, { force: true })));
  } else {
    const found = await Promise.all(
      files.map(async (file) => ((await exists(file.path)) ? [file.path] : [])),
    );
    const inTheWay = found.flat();
    if (inTheWay.length > 0) throw existsError(inTheWay);
  }
  for (const { path, content, secret } of files) {
    await mkdir(dirname(path), { recursive: true });
    // `wx` makes a new file, so that its mode is the one asked for and no link is followed.
    await writeFile(path, content, { flag: 'wx', mode: secret ? 0o600 : 0o644 });
  }
  return files.map(({ path, description }) => ({ path, description }));
}

/**
 * Writes a set of certificates to `directory`, which is made if need be; files with keys get mode 0600.
 * Unless `force`, nothing is written if any of the files exists.
 * @throws CertificateError `file-exists`, `file-not-writable`, and what `certificateSet` throws.
 */
export async function writeCertificates(
  directory: string,
  options: WriteOptions = {},
): Promise<readonly WrittenFile[]> {
  try {
    return await writeAll(directory, options);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw new CertificateError(
        'file-not-writable',
        `${directory}: the certificates could not be written (${error.message}); check the directory and its permissions`,
        { cause: error },
      );
    }
    throw error;
  }
}
