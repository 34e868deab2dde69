/**
 * Echoes WebSocket messages (RFC 6455 §5.2) that fit one short frame, of up to 125 bytes; a close frame too. Frames
 * that arrive together are answered together.
 *
 * @returns what is to be called with all bytes that arrive after the handshake.
 */
export function echoFrames(send: (frames: Buffer) => void): (bytes: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (bytes) => {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const answers: Buffer[] = [];
    let at = 0;
    while (at + 6 <= held.length) {
      const size = (held[at + 1] ?? 0) & 0x7f;
      const end = at + 6 + size;
      if (size > 125) throw new RangeError('a frame of more than 125 bytes');
      if (end > held.length) break;
      const frame = Buffer.from(held.subarray(at + 4, end));
      const first = held[at] ?? 0;
      for (let index = 0; index < size; index += 1) {
        frame[index + 2] = (held[at + 6 + index] ?? 0) ^ (held[at + 2 + (index & 3)] ?? 0);
      }
      frame[0] = first;
      frame[1] = size;
      answers.push(frame);
      at = end;
    }
    held = held.subarray(at);
    if (answers.length > 0) send(answers.length === 1 ? (answers[0] ?? held) : Buffer.concat(answers));
  };
}

/** A client's message as one masked frame (RFC 6455 §5.3); `mask` of four bytes. */
export function clientFrame(message: Buffer, mask: Buffer): Buffer {
  if (message.length > 125) throw new RangeError('a message of more than 125 bytes');
  const masked = message.map((byte, index) => byte ^ (mask[index & 3] ?? 0));
  return Buffer.concat([Buffer.from([0x82, 0x80 | message.length]), mask, masked]);
}

/** The same message as a server sends it. */
export function serverFrame(message: Buffer): Buffer {
  if (message.length > 125) throw new RangeError('a message of more than 125 bytes');
  return Buffer.concat([Buffer.from([0x82, message.length]), message]);
}
