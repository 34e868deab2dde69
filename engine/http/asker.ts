import type { Asker } from '../balancing/service-node.ts';
import type { RequestHead } from '../middlewares/message.ts';

/** What balancers may know of a request. */
export class RequestAsker implements Asker {
  readonly #head: RequestHead;

  constructor(head: RequestHead) {
    this.#head = head;
  }

  get clientIp(): string {
    return this.#head.clientIp;
  }

  cookies(name: string): readonly string[] {
    return cookieValues(this.#head.headers.all('Cookie'), name);
  }
}

/** Values of the cookies of that name in Cookie fields, in order, without quotes (RFC 6265 §4.2.1). */
export function cookieValues(fields: readonly string[], name: string): readonly string[] {
  const values: string[] = [];
  for (const field of fields) {
    for (const pair of field.split(';')) {
      const equals = pair.indexOf('=');
      if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
      values.push(
        pair
          .slice(equals + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      );
    }
  }
  return values;
}
