/** Sends each datagram back to where it came from. */
import { createSocket } from 'node:dgram';
import { settings, tell } from './parent.ts';

settings();
const socket = createSocket({
  type: 'udp4',
  recvBufferSize: 4 << 20,
  lookup: (host, _options, done) => done(null, host, 4),
});
socket.on('message', (message, { address, port }) => socket.send(message, port, address));
socket.bind(0, '127.0.0.1', () => tell({ port: socket.address().port }));
