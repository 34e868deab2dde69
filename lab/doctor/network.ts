import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Examination, Finding } from './examination.ts';

/** A port that `make lab` listens on. */
export interface LabPort {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** The flag that moves it. */
  readonly flag: string;
}

/** Loopback addresses, and the ports of a lab to play with. */
export function network(ports: readonly LabPort[]): Examination[] {
  return [
    {
      name: '127.0.0.1',
      neededFor: 'everything: proxies and backends listen there, on ports that the system chooses',
      essential: true,
      remedy: 'allow programs to listen on the loopback interface',
      examine: () => listens('127.0.0.1', 0, 'tcp'),
    },
    {
      name: '127.0.0.2',
      neededFor: 'clients with other addresses: When a client at 127.0.0.2 requests ...',
      essential: false,
      remedy: 'on macOS: sudo ifconfig lo0 alias 127.0.0.2; Linux has all of 127.0.0.0/8',
      examine: () => listens('127.0.0.2', 0, 'tcp'),
    },
    {
      name: 'IPv6',
      neededFor: 'entry points on [::1]',
      essential: false,
      remedy: 'enable IPv6 on the loopback interface',
      examine: () => listens('::1', 0, 'tcp'),
    },
    ...ports.map(({ name, host, port, protocol, flag }): Examination => {
      return {
        name: `port ${port}/${protocol}`,
        neededFor: `${name} of ingress-lab lab`,
        essential: false,
        remedy: `end the program that has it, or move the lab: ${flag}=${host}:${port + 1000}/${protocol}`,
        examine: () => listens(host, port, protocol),
      };
    }),
  ];
}

async function listens(host: string, port: number, protocol: 'tcp' | 'udp'): Promise<Finding> {
  try {
    await (protocol === 'tcp' ? tryTcp(host, port) : tryUdp(host, port));
    return { there: true, detail: port === 0 ? 'programs can listen there' : 'free' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return { there: false, detail: code === 'EADDRINUSE' ? 'another program listens there' : String(code) };
  }
}

async function tryTcp(host: string, port: number): Promise<void> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

async function tryUdp(host: string, port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind({ address: host, port, exclusive: true });
  await once(socket, 'listening').catch((error: unknown) => {
    socket.close();
    throw error;
  });
  socket.close();
}
