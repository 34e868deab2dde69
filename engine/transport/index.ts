import { type Network, systemNetwork } from '../net/network.ts';
import type { Transport } from './channel.ts';
import { fastTransport } from './fast.ts';
import { findInternals } from './internals.ts';
import { portableTransport } from './portable.ts';
import { selfTest } from './self-test.ts';

export type { Transport } from './channel.ts';

/** How bytes are moved: `fast` reaches behind Node's public API, `portable` does not. */
export type TransportName = Transport['name'];

/** The fast transport was asked for and does not work in this Node. */
export class TransportError extends Error {
  readonly code = 'transport-unavailable';
}

const portable = portableTransport(systemNetwork);
let fast: Promise<Transport> | undefined;

/**
 * The transport of this thread, tried out before it is given away. Without a name: what the environment variable
 * `INGRESS_LAB_TRANSPORT` says, else the fast one if it works here and the portable one if not. The fast one is for the
 * system's sockets: any other network gets the portable one, whatever was asked for.
 *
 * @throws TransportError if `fast` is named and does not work here
 */
export async function createTransport(
  name?: TransportName,
  network: Network = systemNetwork,
): Promise<Transport> {
  if (network !== systemNetwork) return portableTransport(network);
  const wanted = name ?? transportName(process.env['INGRESS_LAB_TRANSPORT'] ?? '');
  if (wanted === 'portable') return portable;
  fast ??= tested();
  try {
    return await fast;
  } catch (error) {
    if (wanted === undefined) return portable;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TransportError(
      `the fast transport does not work in Node ${process.version}: ${reason}; use --transport portable`,
      { cause: error },
    );
  }
}

/** Reads a transport's name; undefined for an empty text. */
function transportName(text: string): TransportName | undefined {
  if (text === '') return undefined;
  if (text === 'fast' || text === 'portable') return text;
  throw new TransportError(`"${text}" is no transport: write fast or portable`);
}

async function tested(): Promise<Transport> {
  const transport = fastTransport(await findInternals());
  await selfTest(transport);
  return transport;
}
