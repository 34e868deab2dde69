import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { Clock, Network } from '../../engine/index.ts';

/*
 * The system's time and sockets, for backends that are handed none. Not the engine's own, because the images of the
 * backends hold this folder and nothing else.
 */

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

export const systemNetwork: Network = {
  createServer: (options) => createServer(options),
  connect: (options) => connect(options),
  createDatagramSocket: (options) => createSocket(options),
};
