/** Imported into a process, counts the sockets of the system that it makes, and prints the count at its end. */
import { createHook } from 'node:async_hooks';

/** What Node calls its handles of sockets. */
const SOCKETS: ReadonlySet<string> = new Set(['TCPWRAP', 'TCPSERVERWRAP', 'UDPWRAP']);

let made = 0;
createHook({
  init(_id, type) {
    if (SOCKETS.has(type)) made += 1;
  },
}).enable();
process.on('exit', () => process.stdout.write(`sockets of the system: ${made}\n`));
