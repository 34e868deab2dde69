import { cpus, totalmem } from 'node:os';
import { Long } from 'bson';
import { type Document, MAX_DOCUMENT_BYTES } from '../document.ts';
import { CommandError } from '../errors.ts';
import type { Command, CommandCall, CommandTable } from './command.ts';

/** The server version that tools see: they decide by it which commands to send. */
const SERVER_VERSION = '7.0.14';

const PARAMETERS: Document = { featureCompatibilityVersion: { version: '7.0' } };

function buildInfo(): Document {
  return {
    version: SERVER_VERSION,
    gitVersion: 'ingress-lab',
    modules: [],
    allocator: 'system',
    javascriptEngine: 'none',
    versionArray: [...SERVER_VERSION.split('.').map(Number), 0],
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    storageEngines: ['inMemory'],
  };
}

function hostInfo({ server }: CommandCall): Document {
  return {
    system: {
      currentTime: new Date(),
      hostname: server.hostname,
      cpuAddrSize: 64,
      memSizeMB: Math.floor(totalmem() / 1024 / 1024),
      numCores: cpus().length,
      cpuArch: process.arch === 'x64' ? 'x86_64' : process.arch,
      numaEnabled: false,
    },
    os: { type: 'Linux', name: 'ingress-lab', version: 'embedded' },
    extra: {},
  };
}

function serverStatus({ server }: CommandCall): Document {
  const uptimeMillis = Date.now() - server.startedAt.getTime();
  return {
    host: server.hostname,
    version: SERVER_VERSION,
    process: 'mongod',
    pid: Long.fromNumber(1),
    uptime: uptimeMillis / 1000,
    uptimeMillis: Long.fromNumber(uptimeMillis),
    localTime: new Date(),
    connections: server.connections(),
    metrics: { cursor: { open: { total: Long.fromNumber(server.cursors.count) } } },
    storageEngine: { name: 'inMemory', persistent: false },
  };
}

function getParameter({ fields }: CommandCall): Document {
  const wanted = fields.value('getParameter');
  const names = Object.keys(PARAMETERS).filter((name) => wanted === '*' || fields.has(name));
  if (names.length === 0) throw new CommandError('InvalidOptions', 'no option found to get');
  return Object.fromEntries(names.map((name) => [name, PARAMETERS[name]]));
}

function getLog({ fields }: CommandCall): Document {
  const name = fields.text('getLog');
  if (name === '*') return { names: ['global', 'startupWarnings'] };
  if (name === 'global' || name === 'startupWarnings') return { totalLinesWritten: 0, log: [] };
  throw new CommandError('InternalError', `No log named '${name}'`);
}

const build: Command = { run: buildInfo };

/** What the server says of itself. */
export const diagnosticCommands: CommandTable = {
  buildInfo: build,
  buildinfo: build,
  hostInfo: { run: hostInfo },
  serverStatus: { run: serverStatus },
  getParameter: { adminOnly: true, run: getParameter },
  getCmdLineOpts: {
    adminOnly: true,
    run: ({ server }) => ({ argv: ['mongod', ...server.args], parsed: {} }),
  },
  getLog: { adminOnly: true, run: getLog },
  whatsmyuri: { run: ({ connection }) => ({ you: connection.peer }) },
  connectionStatus: { run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }) },
};
