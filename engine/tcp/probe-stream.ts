import type { Clock } from '../net/clock.ts';
import type { StreamCheckSettings } from '../routing/snapshot.ts';
import type { AddressServer } from '../routing/targets.ts';
import type { Transport } from '../transport/channel.ts';
import { connectServer } from './connect-server.ts';

/** More of what is sent, or of what is expected, is not looked at (Traefik: `pkg/healthcheck`, maxPayloadSize). Bytes. */
const MOST_BYTES = 65_535;

interface ProbeTask {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly server: AddressServer;
  readonly settings: Pick<StreamCheckSettings, 'port' | 'send' | 'expect'>;
  /** Aborted when the patience ends or the check is not wanted any more. */
  readonly signal: AbortSignal;
}

/**
 * Connects to a server, over TLS if its clients do, and without a PROXY header; says what is to be said and compares the
 * beginning of the answer (Traefik: tcp/service#health-check).
 *
 * @returns why it is not healthy; undefined if it is
 */
export async function probeStream({
  transport,
  clock,
  server,
  settings,
  signal,
}: ProbeTask): Promise<string | undefined> {
  const target = { ...server, port: settings.port ?? server.port };
  try {
    const connection = await connectServer({ transport, clock, server: target, signal });
    const { channel } = connection;
    const giveUp = (): void => channel.destroy();
    signal.addEventListener('abort', giveUp);
    try {
      const sent = payload(settings.send);
      if (sent.length > 0) channel.write('', sent, 0, sent.length, '');
      const expected = payload(settings.expect);
      let answer = Buffer.alloc(0);
      while (answer.length < expected.length) {
        await connection.something();
        const more = connection.takeHeld();
        if (more.length === 0) return reasonOf(signal, 'the server closed the connection');
        answer = Buffer.concat([answer, more]);
        if (!answer.subarray(0, expected.length).equals(expected.subarray(0, answer.length))) {
          return 'unexpected health check response';
        }
      }
      return undefined;
    } finally {
      signal.removeEventListener('abort', giveUp);
      channel.close();
    }
  } catch (error) {
    return reasonOf(signal, error instanceof Error ? error.message : String(error));
  }
}

/** What is too long is left out. */
function payload(text = ''): Buffer {
  const bytes = Buffer.from(text);
  return bytes.length > MOST_BYTES ? Buffer.alloc(0) : bytes;
}

function reasonOf(signal: AbortSignal, otherwise: string): string {
  return signal.aborted && signal.reason instanceof Error ? signal.reason.message : otherwise;
}
