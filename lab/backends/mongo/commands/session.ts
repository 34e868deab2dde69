import { randomUUID } from 'node:crypto';
import { UUID } from 'bson';
import { type Document, MAX_DOCUMENT_BYTES } from '../document.ts';
import { MAX_MESSAGE_BYTES } from '../wire.ts';
import type { Command, CommandCall, CommandTable } from './command.ts';

/** Wire version of server 7.0. */
const MAX_WIRE_VERSION = 21;
/** Minutes that an idle session lives. Announced since drivers and shells use sessions only if the server has them. */
const SESSION_MINUTES = 30;

function greet(call: CommandCall, primaryField: 'isWritablePrimary' | 'ismaster'): Document {
  // Without `topologyVersion`, drivers poll instead of holding an awaitable hello open.
  return {
    ...((call.name === 'hello' || call.fields.flag('helloOk')) && { helloOk: true }),
    [primaryField]: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_MINUTES,
    connectionId: call.connection.id,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  };
}

const legacyHello: Command = { run: (call) => greet(call, 'ismaster') };

const nothing: Command = { run: () => ({}) };

/** The handshake, and sessions: they are handed out and accepted, and hold nothing. */
export const sessionCommands: CommandTable = {
  hello: { run: (call) => greet(call, 'isWritablePrimary') },
  isMaster: legacyHello,
  ismaster: legacyHello,
  ping: nothing,
  startSession: { run: () => ({ id: { id: new UUID(randomUUID()) }, timeoutMinutes: SESSION_MINUTES }) },
  endSessions: nothing,
  refreshSessions: nothing,
  killSessions: nothing,
};
