import type { CursorTable } from '../cursors.ts';
import type { Document } from '../document.ts';
import type { Fields } from '../fields.ts';
import type { Store } from '../store.ts';

/** What a running server tells its commands about itself. */
export interface ServerFacts {
  readonly hostname: string;
  readonly args: readonly string[];
  readonly startedAt: Date;
  readonly store: Store;
  readonly cursors: CursorTable;
  readonly connections: () => { readonly current: number; readonly totalCreated: number };
}

/** What a command knows about the connection it came in on. */
export interface ConnectionFacts {
  readonly id: number;
  /** Address and port of the client, `127.0.0.1:40312`. */
  readonly peer: string;
}

/** One call of a command. */
export interface CommandCall {
  /** The command's name as the client wrote it. */
  readonly name: string;
  readonly database: string;
  readonly fields: Fields;
  readonly server: ServerFacts;
  readonly connection: ConnectionFacts;
}

/** An entry of a command table. */
export interface Command {
  /** The field that names the collection, if the command works on one. */
  readonly collectionField?: string;
  /** Whether the command is refused outside the `admin` database. */
  readonly adminOnly?: true;
  /** Returns the answer without `ok`. Throws CommandError to answer with an error. */
  readonly run: (call: CommandCall) => Document;
}

/** Commands by name. */
export type CommandTable = Readonly<Record<string, Command>>;
