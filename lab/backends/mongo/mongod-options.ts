const DEFAULT_PORT = 27017;

/** Options with a value that change nothing here: the store is in memory, and every address is listened at. */
const VALUED = new Set([
  'port',
  'bind_ip',
  'dbpath',
  'wiredTigerCacheSizeGB',
  'storageEngine',
  'maxConns',
  'verbose',
]);
const SWITCHES = new Set(['bind_ip_all', 'ipv6', 'quiet', 'noauth', 'nojournal', 'directoryperdb']);

/** Thrown for an option that mongod, or the program that plays it, does not have. */
export class MongodOptionError extends Error {
  override readonly name = 'MongodOptionError';
}

/**
 * The port that a command line of mongod asks for, read as mongod does: `--port N`, `--port=N`. It may begin with
 * `mongod`, as for the entry point of the image.
 *
 * @throws MongodOptionError for options of which it would not be true that they hold: TLS, replication, authentication
 */
export function mongodPort(args: readonly string[]): number {
  const given = args[0] === 'mongod' ? args.slice(1) : [...args];
  let port = `${DEFAULT_PORT}`;
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index] ?? '';
    const [, name = '', inline] = /^--([A-Za-z_]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (SWITCHES.has(name) && inline === undefined) continue;
    if (!VALUED.has(name)) {
      throw new MongodOptionError(
        `Error parsing command line: unrecognised option '${argument}'. This program plays mongod and has ` +
          `${[...VALUED, ...SWITCHES].map((known) => `--${known}`).join(', ')}; for other options run the real one.`,
      );
    }
    const value = inline ?? given[++index];
    if (value === undefined) {
      throw new MongodOptionError(
        `Error parsing command line: the required argument for option '${argument}' is missing`,
      );
    }
    if (name === 'port') port = value;
  }
  const number = Number(port);
  if (!/^\d{1,5}$/.test(port) || number < 1 || number > 65_535) {
    throw new MongodOptionError(`--port ${port}: write a number from 1 to 65535`);
  }
  return number;
}
