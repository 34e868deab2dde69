import type { Document } from '../document.ts';
import { CommandError, errorReply, toCommandError } from '../errors.ts';
import { Fields } from '../fields.ts';
import type { WireRequest } from '../wire.ts';
import { catalogueCommands } from './catalogue.ts';
import type { Command, CommandTable, ConnectionFacts, ServerFacts } from './command.ts';
import { diagnosticCommands } from './diagnostics.ts';
import { findAndModifyCommands } from './find-and-modify.ts';
import { readCommands } from './reads.ts';
import { sessionCommands } from './session.ts';
import { writeCommands } from './writes.ts';

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  [
    sessionCommands,
    readCommands,
    writeCommands,
    findAndModifyCommands,
    catalogueCommands,
    diagnosticCommands,
  ].flatMap((table: CommandTable) => Object.entries(table)),
);

const GREETINGS: ReadonlySet<string> = new Set(['hello', 'isMaster', 'ismaster']);

function commandName(request: WireRequest): string {
  return Object.keys(request.command)[0] ?? '';
}

/** True for the handshake and for the heartbeats of a driver's monitor. */
export function isGreeting(request: WireRequest): boolean {
  return GREETINGS.has(commandName(request));
}

/** One line for people: `find test.movies`, `dropDatabase test`, `hello`. */
export function summarize(request: WireRequest): string {
  if (isGreeting(request)) return 'hello';
  const name = commandName(request);
  const database = request.command['$db'];
  if (typeof database !== 'string') return name;
  const field = COMMANDS.get(name)?.collectionField;
  const collection = field === undefined ? undefined : request.command[field];
  if (typeof collection === 'string') return `${name} ${database}.${collection}`;
  return database === 'admin' ? name : `${name} ${database}`;
}

/** Runs a command. Whatever goes wrong becomes an answer with `ok: 0`; nothing is thrown. */
export function runCommand(request: WireRequest, server: ServerFacts, connection: ConnectionFacts): Document {
  const name = commandName(request);
  try {
    const command = admitCommand(name, request);
    const fields = new Fields(name, request.command);
    const database = databaseOf(request);
    if (command.adminOnly === true && database !== 'admin') {
      throw new CommandError('Unauthorized', `${name} may only be run against the admin database.`);
    }
    return { ...command.run({ name, database, fields, server, connection }), ok: 1 };
  } catch (error) {
    return errorReply(toCommandError(error));
  }
}

function admitCommand(name: string, request: WireRequest): Command {
  if (request.format === 'query' && !isGreeting(request)) {
    throw new CommandError(
      'UnsupportedOpQueryCommand',
      `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade.`,
    );
  }
  const command = COMMANDS.get(name);
  if (command === undefined) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
  if (request.command['txnNumber'] !== undefined) {
    throw new CommandError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
  return command;
}

function databaseOf(request: WireRequest): string {
  const database = request.command['$db'];
  if (typeof database !== 'string') {
    throw new CommandError('Location40571', 'OP_MSG requests require a $db argument');
  }
  return database;
}
