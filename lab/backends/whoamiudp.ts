import type { Backend, BackendOptions } from './backend.ts';
import { parseGoFlags } from './go-flags.ts';
import { podAddresses } from './pod-addresses.ts';
import { runListeners } from './running-backend.ts';
import { UdpListener } from './udp-listener.ts';

const flags = { name: 'whoamiudp', valued: ['port', 'name'], switches: [] };
/** The program reads no more of a datagram. */
const bufferBytes = 1024;

/**
 * `traefik/whoamiudp`: answers the datagram `WHO` with its identity, and any other one with `Received: ` and the
 * datagram's first 1024 bytes. `--port` (`8080` or `:8080`) counts only if the manifest declares no port.
 */
export const whoamiudp: Backend = {
  name: 'whoamiudp',
  async start(options) {
    const given = parseGoFlags(flags, options.hostname, options.args);
    const port = Number((given.get('port') ?? '8080').replace(/^.*:/, ''));
    const identity = Buffer.from(identityText(options, given.get('name') ?? ''));
    const answer = (datagram: Buffer) => {
      const read = datagram.subarray(0, bufferBytes);
      return read.toString().trim() === 'WHO' ? identity : Buffer.concat([Buffer.from('Received: '), read]);
    };
    const running = await runListeners(options, 'UDP', port, (number) =>
      UdpListener.open(answer, options, number),
    );
    for (const declared of running.addresses.keys()) options.onLog(`Starting up on port :${declared}`);
    return running;
  },
};

function identityText(options: BackendOptions, name: string): string {
  const lines = [
    ...(name === '' ? [] : [`Name: ${name}`]),
    `Hostname: ${options.hostname}`,
    ...podAddresses(options).map((address) => `IP: ${address}`),
  ];
  return `${lines.join('\n')}\n`;
}
