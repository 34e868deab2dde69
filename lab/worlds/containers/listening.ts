import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';

/** `80/tcp`, as container engines write it. */
export type PortName = `${number}/${'tcp' | 'udp'}`;

/** In the system's tables of sockets: a TCP socket that listens; a UDP socket that is not connected (Linux: proc(5)). */
const STATES = { tcp: '0A', udp: '07' } as const;

/** Milliseconds that a connection has to last for the program behind a published port to be taken to listen. */
const LASTING_MS = 150;

/**
 * The ports on which programs of a container listen, as the system of this machine knows them: asking costs nothing and
 * leaves no trace in the program. Undefined if its processes are not this machine's, as where an engine has a machine
 * of its own.
 *
 * @param processId of its first process, as the engine names it
 */
export async function listeningPorts(
  containerId: string,
  processId: number,
): Promise<ReadonlySet<PortName> | undefined> {
  const folder = `/proc/${processId}`;
  try {
    // The same number may be another's.
    if (!(await readFile(`${folder}/cgroup`, 'utf8')).includes(containerId)) return undefined;
    const ports = new Set<PortName>();
    for (const protocol of ['tcp', 'udp'] as const) {
      for (const table of [protocol, `${protocol}6`]) {
        // A system without IPv6 has no tables of it.
        const text = await readFile(`${folder}/net/${table}`, 'utf8').catch(() => '');
        for (const port of portsIn(text, STATES[protocol])) ports.add(`${port}/${protocol}`);
      }
    }
    return ports;
  } catch {
    return undefined;
  }
}

/** The local ports of the sockets in a state: `  0: 00000000:0050 00000000:0000 0A ...`. */
export function portsIn(table: string, state: string): number[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , found] = line.trim().split(/\s+/);
      return found === state ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : [];
    });
}

/** Whether a connection to a published port lasts: an engine accepts for the program, and closes where nobody listens. */
export function connectionLasts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (lasts: boolean): void => {
      socket.destroy();
      resolve(lasts);
    };
    // A program that greets does listen, too.
    socket.once('data', () => end(true)).once('end', () => end(false));
    socket.once('error', () => end(false)).once('close', () => resolve(false));
    socket.setTimeout(LASTING_MS, () => end(true));
  });
}
