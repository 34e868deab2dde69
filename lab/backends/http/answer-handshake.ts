import { delayOf } from '../fault.ts';
import { pause } from '../pause.ts';
import type { Handshake, HttpProgram } from './http-program.ts';

/** Answers a request to upgrade a connection: as the fault in force says, else as the program does. */
export async function answerHandshake(program: HttpProgram, handshake: Handshake): Promise<void> {
  const { request, socket, peer, clock, record } = handshake;
  const fault = handshake.fault();
  const unanswered = { ...request.describe('websocket'), bytes: 0, peer };
  if (fault?.kind === 'slow' && !(await pause(delayOf(fault), socket, clock))) {
    record(unanswered);
  } else if (fault?.kind === 'hang') {
    // Without reading, the end of the connection would go unnoticed; without this listener it would stay half open.
    socket
      .once('close', () => record(unanswered))
      .once('end', () => socket.destroy())
      .resume();
  } else if (fault?.kind === 'reset') {
    socket.once('close', () => record(unanswered)).resetAndDestroy();
  } else if (fault?.kind === 'error') {
    socket.end(`HTTP/1.1 ${fault.status} \r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
      socket.destroy(),
    );
    record({ ...unanswered, status: fault.status });
  } else program.webSocket?.open(handshake);
}
