import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CertificateError, type KeyType, type WriteOptions, writeCertificates } from '../../certs/index.ts';

const HELP = `Usage: ingress-lab certs DIR [options]

Writes a certificate authority, a server and a client certificate with their keys, the same with
one thing wrong each (DIR/bad), and a Kubernetes Secret, to DIR.

  --host NAME             name or IP address of the server; repeat for more; the first is the
                          common name (default: mongo.local)
  --key rsa|ecdsa         kind of all keys (default: rsa)
  --days N                validity of the server's and the client's certificate, 1 to 3650 (default: 365)
  --passphrase-env VAR    environment variable with the passphrase for ca.key
  --passphrase-file FILE  file whose first line is the passphrase for ca.key
                          (neither: a random one, written to ca.passphrase)
  --force                 replace files that exist
  --help                  this text
`;

/** The authority's own validity: a certificate that outlives it is of no use. */
const MAXIMUM_DAYS = 3650;

class UsageError extends Error {}

function keyType(text: string | undefined): KeyType {
  if (text === undefined || text === 'rsa' || text === 'ecdsa') return text ?? 'rsa';
  throw new UsageError(`--key ${text}: expected rsa or ecdsa`);
}

function days(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MAXIMUM_DAYS) return number;
  throw new UsageError(`--days ${text}: expected a whole number from 1 to ${MAXIMUM_DAYS}`);
}

/** Never taken from the command line, which every process of the machine can read. */
async function passphrase(
  variable: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (variable !== undefined && file !== undefined) {
    throw new UsageError('--passphrase-env and --passphrase-file are both given; give one of them');
  }
  if (variable !== undefined) {
    const value = process.env[variable];
    if (value) return value;
    throw new UsageError(`--passphrase-env ${variable}: the environment variable is not set or empty`);
  }
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(`--passphrase-file ${file}: cannot be read (${reason})`);
    });
    const [line] = text.split(/\r?\n/);
    if (line) return line;
    throw new UsageError(`--passphrase-file ${file}: the first line is empty; write the passphrase there`);
  }
  return undefined;
}

async function parse(
  argv: readonly string[],
): Promise<{ directory: string; options: WriteOptions } | 'help'> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      host: { type: 'string', multiple: true },
      key: { type: 'string' },
      days: { type: 'string', default: '365' },
      'passphrase-env': { type: 'string' },
      'passphrase-file': { type: 'string' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const [directory, ...others] = positionals;
  if (!directory || others.length > 0) {
    throw new UsageError(`expected one directory, found ${positionals.length}`);
  }
  const [firstHost, ...otherHosts] = values.host ?? [];
  const secret = await passphrase(values['passphrase-env'], values['passphrase-file']);
  const options: WriteOptions = {
    keyType: keyType(values.key),
    days: days(values.days),
    force: values.force,
    ...(firstHost === undefined ? {} : { hosts: [firstHost, ...otherHosts] }),
    ...(secret === undefined ? {} : { passphrase: secret }),
  };
  return { directory, options };
}

function isParseArgsError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('ERR_PARSE_ARGS')
  );
}

/**
 * `ingress-lab certs DIR`: prints a line for each file written. `argv` is what follows the command's name.
 * @returns the exit code: 0, or 2 when the arguments or the directory are at fault (the reason is on stderr).
 */
export async function certsCommand(
  argv: readonly string[],
  io: { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream },
): Promise<number> {
  try {
    const parsed = await parse(argv);
    if (parsed === 'help') {
      io.stdout.write(HELP);
      return 0;
    }
    const written = await writeCertificates(parsed.directory, parsed.options);
    const width = Math.max(...written.map(({ path }) => path.length));
    for (const { path, description } of written) {
      io.stdout.write(`${path.padEnd(width)}  ${description}\n`);
    }
    return 0;
  } catch (error) {
    if (error instanceof CertificateError) {
      io.stderr.write(`ingress-lab certs: ${error.message}\n`);
      return 2;
    }
    if (error instanceof UsageError || isParseArgsError(error)) {
      io.stderr.write(`ingress-lab certs: ${error.message}\nTry: ingress-lab certs --help\n`);
      return 2;
    }
    throw error;
  }
}
