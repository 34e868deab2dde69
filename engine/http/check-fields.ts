import type { HeaderList } from '../middlewares/message.ts';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** No controls but HTAB, and nothing that is no byte (RFC 9110 §5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks fields that middlewares may have made: a line end in one of them would begin another field.
 *
 * @throws TypeError that names the field
 */
export function checkFields(headers: HeaderList): void {
  for (const [name, value] of headers.lines()) {
    if (!TOKEN.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a header field`);
    if (!VALUE.test(value)) {
      throw new TypeError(`header ${name} cannot have the value ${JSON.stringify(value)}`);
    }
  }
}
