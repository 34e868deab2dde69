import type { Dice } from './test-fuzz.ts';
import type { Field } from './test-message-reader.ts';

/** A valid request and the answer that a server gives to it. */
export interface RandomExchange {
  readonly method: string;
  readonly target: string;
  readonly minor: 0 | 1;
  readonly fields: readonly Field[];
  readonly body: string;
  readonly trailers: readonly Field[];
  /** Trailers are named in `Trailer`, so that they have to arrive. */
  readonly announced: boolean;
  readonly expects: boolean;
  /** The request as it is sent, but for its body. */
  readonly head: string;
  /** The body as it is sent. */
  readonly content: string;
  readonly answer: RandomAnswer;
}

interface RandomAnswer {
  readonly status: number;
  readonly fields: readonly Field[];
  readonly body: string;
  readonly trailers: readonly Field[];
  /** As it is sent. */
  readonly bytes: string;
  /** The server closes behind it. */
  readonly closes: boolean;
}

const TOKEN = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-._~!#$%&'*+^`|";
const SEGMENT = 'abcxyzABC0189-._~$&+,:=@!';
const VALUE = 'abc XYZ\t019"(),/:;<=>?@[]{}\\\xe9\xff\x80';

function fields(dice: Dice, prefix: string): Field[] {
  return Array.from({ length: dice.below(8) }, (_, index) => [
    `${prefix}${index}-${dice.text(TOKEN, 1, 12)}`,
    dice.text(VALUE, 0, dice.chance(0.1) ? 500 : 30).replace(/^[ \t]+|[ \t]+$/g, ''),
  ]);
}

function lines(all: readonly Field[], dice: Dice): string {
  const blank = (): string => dice.pick(['', ' ', ' ', '\t', '  ']);
  return all.map(([name, value]) => `${name}:${blank()}${value}${dice.chance(0.1) ? ' ' : ''}\r\n`).join('');
}

/** A request to `/ID/...`; `last` of its connection, it may be HTTP/1.0. */
export function randomExchange(dice: Dice, id: number, last: boolean): RandomExchange {
  const minor = last && dice.chance(0.15) ? 0 : 1;
  const method = dice.pick([
    'GET',
    'GET',
    'GET',
    'POST',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'HEAD',
    'FOO',
  ]);
  const segments = Array.from({ length: dice.below(4) }, () => `/x${dice.text(SEGMENT, 1, 10)}`).join('');
  const query = dice.chance(0.4) ? `?${dice.text(`${SEGMENT}/?`, 0, 20)}` : '';
  const target = `/${id}${segments}${dice.chance(0.2) ? '%2F%20%C3%A9' : ''}${query}`;
  const own = fields(dice, 'X-');
  const hasBody = dice.chance(method === 'GET' || method === 'HEAD' ? 0.1 : 0.7);
  const body = hasBody ? dice.body() : '';
  const chunked = hasBody && minor === 1 && dice.chance(0.5);
  const trailers = chunked && dice.chance(0.3) ? fields(dice, 'T-') : [];
  const announced = trailers.length > 0 && dice.chance(0.7);
  const expects = hasBody && body !== '' && minor === 1 && dice.chance(0.1);
  const framing: Field[] = [];
  if (chunked) framing.push(['Transfer-Encoding', dice.pick(['chunked', 'Chunked'])]);
  else if (hasBody) framing.push(['Content-Length', String(body.length)]);
  if (announced) framing.push(['Trailer', trailers.map(([name]) => name).join(', ')]);
  if (expects) framing.push(['Expect', '100-continue']);
  const at = dice.below(own.length + 1);
  const host: Field[] = [['Host', 'a.test']];
  const all = [...own.slice(0, at), ...host, ...framing, ...own.slice(at)];
  return {
    ...{ method, target, minor, fields: own, body, trailers, announced, expects },
    head: `${method} ${target} HTTP/1.${minor}\r\n${lines(all, dice)}\r\n`,
    content: chunked ? dice.chunks(body, trailers) : body,
    answer: randomAnswer(dice, method),
  };
}

function randomAnswer(dice: Dice, method: string): RandomAnswer {
  const status = dice.pick([200, 200, 200, 201, 204, 304, 404, 500, 599]);
  const own = fields(dice, 'Y-');
  const bodiless = status === 204 || status === 304 || method === 'HEAD';
  const body = bodiless ? '' : dice.body();
  const framing = bodiless ? 'none' : dice.pick(['length', 'length', 'chunks', 'close']);
  const trailers = framing === 'chunks' && dice.chance(0.3) ? fields(dice, 'U-') : [];
  const interim = dice.chance(0.05) ? 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' : '';
  const closes = framing === 'close' || dice.chance(0.05);
  const head: Field[] = [...own];
  if (framing === 'length') head.push(['Content-Length', String(body.length)]);
  if (framing === 'chunks') head.push(['Transfer-Encoding', 'chunked']);
  if (trailers.length > 0) head.push(['Trailer', trailers.map(([name]) => name).join(', ')]);
  // Unannounced, the end would meet the next request on its way, which nobody may repeat for the client.
  if (closes && (framing !== 'close' || dice.chance(0.5))) head.push(['Connection', 'close']);
  const content = framing === 'chunks' ? dice.chunks(body, trailers) : body;
  const bytes = `${interim}HTTP/1.1 ${status} Whatever\r\n${lines(head, dice)}\r\n${content}`;
  return { status, fields: own, body, trailers, bytes, closes };
}
