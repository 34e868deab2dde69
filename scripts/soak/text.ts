/** A message that is complete in what was received so far. */
export interface ReceivedMessage {
  /** `GET /x HTTP/1.1` or `HTTP/1.1 200 OK`. */
  readonly line: string;
  /** Value of a field, by its name in lower case. */
  field(name: string): string | undefined;
  readonly body: string;
  /** Where the next message begins. */
  readonly end: number;
}

/** The first message of `text`, a byte each character; undefined if more has to come. Trusts the sender to be right. */
export function takeMessage(text: string): ReceivedMessage | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [line = '', ...rest] = text.slice(0, headEnd).split('\r\n');
  const fields = new Map(
    rest.map((one): [string, string] => {
      const colon = one.indexOf(':');
      return [one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim()];
    }),
  );
  const field = (name: string): string | undefined => fields.get(name);
  const from = headEnd + 4;
  if (field('transfer-encoding') !== undefined) {
    const content = dechunk(text, from);
    return content && { line, field, ...content };
  }
  const end = from + Number(field('content-length') ?? 0);
  return end > text.length ? undefined : { line, field, body: text.slice(from, end), end };
}

function dechunk(text: string, from: number): { body: string; end: number } | undefined {
  let body = '';
  for (let at = from; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (end > text.length) return undefined;
    if (size === 0) return { body, end };
    body += text.slice(lineEnd + 2, end - 2);
    at = end;
  }
}

/** Text that only the request with this id has: whoever gets another's notices. */
export function contentOf(id: number, length: number): string {
  const word = `${id};`;
  return word.repeat(Math.ceil(length / word.length)).slice(0, length);
}

/** A body as chunks of at most `size` bytes. */
export function chunksOf(body: string, size: number): string {
  let written = '';
  for (let at = 0; at < body.length; at += size) {
    const piece = body.slice(at, at + size);
    written += `${piece.length.toString(16)}\r\n${piece}\r\n`;
  }
  return `${written}0\r\n\r\n`;
}
