import type { ServerResponse } from 'node:http';
import type { HttpExchange } from './http-exchange.ts';

/** Answers with `status` and an empty body. */
export function answerEmpty(response: ServerResponse, status: number): void {
  // RFC 9110 §8.6: no Content-Length with 204; a 304 would state the length of the body that it stands for.
  const headers = status === 204 || status === 304 ? {} : { 'Content-Length': 0 };
  response.writeHead(status, headers).end();
}

/** Sends a head and the first half of the body that it promises, then resets the connection. */
export function resetInBody({ response, socket }: HttpExchange): void {
  const half = 'This response ends in the middle of its body.\n';
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 * half.length });
  response.flushHeaders();
  // Not before the half is with the system, which throws away what a reset overtakes.
  response.write(half, () => socket.resetAndDestroy());
}
