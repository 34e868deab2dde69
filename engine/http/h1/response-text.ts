import { statusText } from '../../middlewares/answers.ts';
import type { HeaderList } from '../../middlewares/message.ts';
import { HOP_BY_HOP } from '../hop-by-hop.ts';
import { FieldId, HeadFlag, head } from '../wire/registers.ts';
import { fieldLines } from '../wire/serialize.ts';

const statusLines: string[] = [];

/** `HTTP/1.1 200 OK` with its line end. Go's server writes its own phrases and not the ones that a server behind it chose. */
export function statusLine(status: number): string {
  const known = statusLines[status];
  if (known !== undefined) return known;
  const line = `HTTP/1.1 ${status} ${statusText(status) || `status code ${status}`}\r\n`;
  statusLines[status] = line;
  return line;
}

/** The head in the registers as it goes on to a client, but for what `ending` adds: framing and the empty line. */
export function responseText(ending: string): string {
  const { text, count, offsets, ids, status, flags } = head;
  let result = statusLine(status);
  // Neither has a body to measure (RFC 9110 §8.6); Traefik leaves it out of 304 too.
  const bodiless = status === 304 || status === 204;
  let from = -1;
  for (let line = 0; line < count; line += 1) {
    const id = ids[line] ?? 0;
    const drop = HOP_BY_HOP[id] === 1 || (bodiless && id === FieldId.contentLength);
    const at = offsets[4 * line] ?? 0;
    if (drop) {
      if (from >= 0) result += text.slice(from, at);
      from = -1;
    } else if (from < 0) from = at;
  }
  if (from >= 0) result += text.slice(from, text.length - 2);
  if ((flags & HeadFlag.date) === 0) result += dateLine();
  return result + ending;
}

/** A response's head as text, with the empty line. */
export function formatHead(status: number, headers: HeaderList): string {
  return `${statusLine(status)}${fieldLines(headers.raw())}\r\n`;
}

let dateSecond = 0;
let date = '';

/** `Date` with the time now, made once a second. */
export function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    date = `Date: ${new Date().toUTCString()}\r\n`;
  }
  return date;
}
