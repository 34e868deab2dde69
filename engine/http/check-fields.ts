import type { HeaderList } from '../middlewares/message.ts';
import { ByteClass, CLASS } from './wire/bytes.ts';

/**
 * Checks the fields that middlewares may have made: a line end in one of them would begin another field.
 *
 * @throws TypeError that names the field
 */
export function checkFields(headers: HeaderList): void {
  const raw = headers.raw();
  for (let at = headers.checked; at < raw.length; at += 2) checkField(raw[at] ?? '', raw[at + 1] ?? '');
}

/**
 * Checks one field: a name is a token; a value has no controls but HTAB, and nothing that is no byte (RFC 9110 §5.1, §5.5).
 *
 * @throws TypeError that names the field
 */
export function checkField(name: string, value: string): void {
  if (name === '' || !isMadeOf(name, ByteClass.token))
    throw new TypeError(`${JSON.stringify(name)} is no name of a header field`);
  if (!isMadeOf(value, ByteClass.value))
    throw new TypeError(`header ${name} cannot have the value ${JSON.stringify(value)}`);
}

function isMadeOf(text: string, byteClass: number): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (((CLASS[text.charCodeAt(index)] ?? 0) & byteClass) === 0) return false;
  return true;
}
