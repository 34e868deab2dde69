import type { BodySource, HttpReply } from './handler.ts';
import { HeaderList, type ImmediateResponse } from './message.ts';

/** The source of a body that is there as a whole. */
export const NO_SOURCE: BodySource = {
  resume() {},
  cancel() {},
};

/** Bytes of an empty piece. */
export const NO_BYTES: Buffer = Buffer.alloc(0);

/**
 * Gives a whole answer. Content-Length is added, also to the answer to HEAD, which says how long the body would have
 * been (RFC 9110 §8.6); answers that never have a body get neither (RFC 9110 §15.3.5, §15.4.5).
 */
export function sendAnswer(reply: HttpReply, answer: ImmediateResponse, method: string): void {
  const headers = new HeaderList(answer.headers.flat());
  const bodiless = answer.status === 204 || answer.status === 304;
  const bytes = bodiless ? NO_BYTES : Buffer.from(answer.body);
  if (!bodiless) headers.set('Content-Length', String(bytes.length));
  reply.start({ status: answer.status, headers }, NO_SOURCE);
  const sent = method === 'HEAD' ? NO_BYTES : bytes;
  reply.end(sent, 0, sent.length, undefined);
}
