import { ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { type HttpExchange, type Response, setHead } from './http-exchange.ts';

/** Answers with `status` and an empty body. */
export function answerEmpty(response: Response, status: number): void {
  // RFC 9110 §8.6: no Content-Length with 204; a 304 would state the length of the body that it stands for.
  setHead(response, status, status === 204 || status === 304 ? {} : { 'Content-Length': 0 });
  response.end();
}

/** Sends a head and the first half of the body that it promises, then resets the connection, or the HTTP/2 stream. */
export function resetInBody({ response, socket }: HttpExchange): void {
  const half = 'This response ends in the middle of its body.\n';
  setHead(response, 200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 * half.length });
  // Not before the half is with the system, which throws away what a reset overtakes.
  if (response instanceof ServerResponse) {
    response.flushHeaders();
    response.write(half, () => socket.resetAndDestroy());
  } else response.write(half, () => response.stream.close(constants.NGHTTP2_INTERNAL_ERROR));
}
