import { ByteClass, CLASS, COLON, CR, HTAB, LF, SP } from './bytes.ts';
import { fieldId } from './field-ids.ts';
import { FieldId, type Head, HeadFlag } from './registers.ts';

/** The fields are malformed: result of `parseFields`. */
export const MALFORMED_FIELDS = -1;

const MANAGED = (1 << FieldId.forwardedFor) | (1 << FieldId.managed);

/** How much is forgiven in fields. */
export const Forgiving = {
  /** Requests and trailers: nothing. */
  no: false,
  /** Responses: blanks before a colon and folded lines, both made good in the buffer (RFC 9112 §5.1, §5.2). */
  response: true,
} as const;

/** The two buffers that were read last, one for each side of a proxy, and a view of each. */
let recent: Buffer | undefined;
let recentView: DataView = new DataView(new ArrayBuffer(0));
let older: Buffer | undefined;
let olderView = recentView;

/**
 * Reads field lines from `at` up to the empty line that ends them: lines end in CRLF, names are tokens, values hold no
 * controls but HTAB (RFC 9110 §5, RFC 9112 §5). Fills `count`, `offsets` (less `base`) and `ids` of `into`, and leaves
 * in its `flags` one bit for each FieldId that was found.
 *
 * @returns the offset behind the empty line; 0 if it has not come yet; MALFORMED_FIELDS.
 */
export function parseFields(
  bytes: Buffer,
  at: number,
  end: number,
  base: number,
  into: Head,
  forgiving: boolean,
): number {
  const view = recent === bytes ? recentView : viewOf(bytes);
  let { offsets, ids } = into;
  let room = ids.length;
  let count = 0;
  let found = 0;
  let i = at;
  while (i < end) {
    const name = i;
    while (i < end && ((CLASS[bytes[i] ?? 0] ?? 0) & ByteClass.token) !== 0) i += 1;
    if (i === end) return 0;
    if (i === name) {
      if (bytes[i] !== CR) return MALFORMED_FIELDS;
      if (i + 1 === end) return 0;
      if (bytes[i + 1] !== LF) return MALFORMED_FIELDS;
      into.count = count;
      into.flags = found;
      return i + 2;
    }
    const nameEnd = i;
    if (bytes[i] !== COLON) {
      if (!forgiving) return MALFORMED_FIELDS;
      const colon = moveColon(bytes, i, end);
      if (colon <= 0) return colon;
    }
    i += 1;
    // Most often it is one blank.
    if (i + 1 < end && bytes[i] === SP && (bytes[i + 1] ?? 0) > SP) i += 1;
    else while (i < end && (bytes[i] === SP || bytes[i] === HTAB)) i += 1;
    let value = i;
    for (;;) {
      // Eight bytes at a time, as long as all are visible US-ASCII or blanks. Whatever else is there sets a top bit.
      while (i + 8 <= end) {
        const four = view.getInt32(i);
        const next = view.getInt32(i + 4);
        const low = (four - 0x20202020) | (next - 0x20202020);
        const high = (four + 0x01010101) | (next + 0x01010101);
        if (((low | high) & 0x80808080) !== 0) break;
        i += 8;
      }
      while (i < end && ((CLASS[bytes[i] ?? 0] ?? 0) & ByteClass.value) !== 0) i += 1;
      if (i === end) return 0;
      if (bytes[i] !== CR) return MALFORMED_FIELDS;
      if (i + 1 === end) return 0;
      if (bytes[i + 1] !== LF) return MALFORMED_FIELDS;
      if (!forgiving) break;
      if (i + 2 === end) return 0;
      if (bytes[i + 2] !== SP && bytes[i + 2] !== HTAB) break;
      bytes[i] = SP;
      bytes[i + 1] = SP;
    }
    let valueEnd = i;
    while (valueEnd > value && (bytes[valueEnd - 1] === SP || bytes[valueEnd - 1] === HTAB)) valueEnd -= 1;
    if (forgiving) while (value < valueEnd && (bytes[value] === SP || bytes[value] === HTAB)) value += 1;
    i += 2;
    if (count === room) {
      grow(into);
      ({ offsets, ids } = into);
      room = ids.length;
    }
    const id = fieldId(bytes, name, nameEnd);
    found |= 1 << id;
    ids[count] = id;
    const slot = count << 2;
    offsets[slot] = name - base;
    offsets[slot + 1] = nameEnd - base;
    offsets[slot + 2] = value - base;
    offsets[slot + 3] = valueEnd - base;
    count += 1;
  }
  return 0;
}

function viewOf(bytes: Buffer): DataView {
  const view = older === bytes ? olderView : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  older = recent;
  olderView = recentView;
  recent = bytes;
  recentView = view;
  return view;
}

/**
 * Turns `Name :` into `Name: `, so that nobody further on sees the blanks before the colon. `at`: the first byte behind
 * the name. Returns 1; 0 if the colon has not come yet; MALFORMED_FIELDS.
 */
function moveColon(bytes: Buffer, at: number, end: number): number {
  let colon = at;
  while (colon < end && (bytes[colon] === SP || bytes[colon] === HTAB)) colon += 1;
  if (colon === end) return 0;
  if (bytes[colon] !== COLON) return MALFORMED_FIELDS;
  bytes.fill(SP, at, colon + 1);
  bytes[at] = COLON;
  return 1;
}

function grow(into: Head): void {
  const offsets = new Int32Array(2 * into.offsets.length);
  offsets.set(into.offsets);
  into.offsets = offsets;
  const ids = new Uint8Array(2 * into.ids.length);
  ids.set(into.ids);
  into.ids = ids;
}

/** Bits of HeadFlag that follow from the mere presence of fields. `found`: what `parseFields` leaves in `flags`. */
export function flagsOf(found: number): number {
  let flags = 0;
  if ((found & MANAGED) !== 0) flags |= HeadFlag.forwarded;
  if ((found & (1 << FieldId.acceptEncoding)) !== 0) flags |= HeadFlag.acceptEncoding;
  if ((found & (1 << FieldId.range)) !== 0) flags |= HeadFlag.range;
  if ((found & (1 << FieldId.date)) !== 0) flags |= HeadFlag.date;
  if ((found & (1 << FieldId.trailer)) !== 0) flags |= HeadFlag.trailer;
  if ((found & (1 << FieldId.http2Settings)) !== 0) flags |= HeadFlag.h2c;
  return flags;
}
