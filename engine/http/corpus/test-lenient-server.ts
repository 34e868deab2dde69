import type { Socket } from 'node:net';
import { listen, type RawServer } from './test-listener.ts';

/**
 * How a server misreads what is malformed. All of them read a valid message right: what a proxy forwards by the letter
 * none of them can misread.
 */
export interface Personality {
  readonly name: string;
  /** What ends a line: LF with or without CR; a bare CR as well; CRLF alone. */
  readonly lineEnd: RegExp;
  /** A line that begins with a blank: joined to the one before, dropped, or a field of its own. */
  readonly folding: 'join' | 'drop' | 'own';
  /** Everything in a name that is none of these is cut out before it is compared. */
  readonly nameNoise: RegExp;
  /** Which of Content-Length and chunks counts if both are there. */
  readonly prefers: 'length' | 'chunks';
  /** Whether a value of Transfer-Encoding means chunks. */
  readonly coding: (value: string) => boolean;
  /** Which of several lengths counts. */
  readonly length: 'first' | 'last';
  /** Reads a length as far as it can. */
  readonly number: (text: string) => number;
}

const LF = /\r?\n/;

/** Sloppy servers as they are met in the wild. */
export const PERSONALITIES: readonly Personality[] = [
  {
    name: 'bare LF, folding, first length, length before chunks',
    lineEnd: LF,
    folding: 'join',
    nameNoise: /[^!-~]/g,
    prefers: 'length',
    coding: (value) => value.trim().toLowerCase() === 'chunked',
    length: 'first',
    number: (text) => Number.parseInt(text, 10),
  },
  {
    name: 'any coding that names chunked, last length, chunks before length',
    lineEnd: LF,
    folding: 'drop',
    nameNoise: /\s/g,
    prefers: 'chunks',
    coding: (value) => /chunked/i.test(value),
    length: 'last',
    number: (text) => Number.parseInt(text.replace(/[^\d].*$/, ''), 10),
  },
  {
    name: 'bare CR ends lines, any coding means chunks, a folded line is a field',
    lineEnd: /\r\n|\n|\r/,
    folding: 'own',
    nameNoise: /[^\w-]/g,
    prefers: 'chunks',
    coding: (value) => value.trim() !== '' && value.trim() !== 'identity',
    length: 'last',
    number: (text) => Number(text.split(',').at(-1)),
  },
  {
    name: 'the first coding counts, numbers as a programming language writes them',
    lineEnd: LF,
    folding: 'join',
    nameNoise: /[\0-\x20\x7f-\xff]/g,
    prefers: 'chunks',
    coding: (value) => (value.split(/[,;]/)[0] ?? '').replace(/[^a-z]/gi, '').toLowerCase() === 'chunked',
    length: 'first',
    number: (text) => Number(text.replaceAll('_', '')),
  },
  {
    name: 'NUL ends a line, only the plain word chunked counts',
    lineEnd: /\r?\n|\0[^\n]*\n/,
    folding: 'drop',
    nameNoise: /\s/g,
    prefers: 'length',
    coding: (value) => value === 'chunked',
    length: 'last',
    number: (text) => Number.parseInt(text, 10),
  },
];

/** A server that makes the best of everything, and what it took for requests. */
export interface LenientServer extends RawServer {
  /** Method and target of each, as read. */
  readonly requests: readonly string[];
  forget(): void;
}

/** Starts one. It answers each request with its method and target. */
export async function startLenientServer(personality: Personality): Promise<LenientServer> {
  let requests: string[] = [];
  const server = await listen((socket) => {
    let text = '';
    let asked = false;
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (!asked && /\nexpect *:/i.test(text)) {
        asked = true;
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      }
      for (;;) {
        const taken = takeRequest(text, personality);
        if (!taken) break;
        text = text.slice(taken.end);
        asked = false;
        requests.push(`${taken.method} ${taken.target}`);
        respond(socket, taken);
      }
    });
  });
  return {
    get port() {
      return server.port;
    },
    get open() {
      return server.open;
    },
    get taken() {
      return server.taken;
    },
    get requests() {
      return requests;
    },
    forget() {
      requests = [];
    },
    dropAll: () => server.dropAll(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function respond(socket: Socket, { method, target }: Taken): void {
  const content = `${method} ${target}`;
  const body = method === 'HEAD' ? '' : content;
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n${body}`, 'latin1');
}

interface Taken {
  readonly method: string;
  readonly target: string;
  /** Where the bytes of the next request begin. */
  readonly end: number;
}

/** The first request of `text` if it is whole by the server's reading. */
function takeRequest(text: string, personality: Personality): Taken | undefined {
  const start = text.search(/[^\r\n]/);
  if (start === -1) return undefined;
  const lines: string[] = [];
  let at = start;
  for (;;) {
    const line = lineAt(text, at, personality.lineEnd);
    if (!line) return undefined;
    at = line.end;
    if (line.text === '') break;
    lines.push(line.text);
  }
  const [method = '', target = ''] = (lines[0] ?? '').trim().split(/[\s\0]+/);
  const end = bodyEnd(text, at, fieldsOf(lines.slice(1), personality), personality);
  return end === undefined ? undefined : { method, target, end };
}

function lineAt(text: string, from: number, lineEnd: RegExp): { text: string; end: number } | undefined {
  const match = lineEnd.exec(text.slice(from));
  return match
    ? { text: text.slice(from, from + match.index), end: from + match.index + match[0].length }
    : undefined;
}

function fieldsOf(
  lines: readonly string[],
  { folding, nameNoise }: Personality,
): (readonly [string, string])[] {
  const whole: string[] = [];
  for (const line of lines) {
    const last = whole.length - 1;
    if (!/^[ \t]/.test(line) || folding === 'own' || last < 0) whole.push(line);
    else if (folding === 'join') whole[last] += ` ${line.trim()}`;
  }
  return whole.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).replace(nameNoise, '').toLowerCase(), line.slice(colon + 1).trim()];
  });
}

function bodyEnd(
  text: string,
  from: number,
  fields: readonly (readonly [string, string])[],
  personality: Personality,
): number | undefined {
  const all = (name: string): string[] => fields.filter(([own]) => own === name).map(([, value]) => value);
  const lengths = all('content-length');
  const length = lengths.at(personality.length === 'first' ? 0 : -1);
  const chunks = all('transfer-encoding').some(personality.coding);
  if (chunks && (length === undefined || personality.prefers === 'chunks'))
    return chunksEnd(text, from, personality);
  const bytes = personality.number(length ?? '0');
  const end = from + (Number.isFinite(bytes) && bytes > 0 ? Math.floor(bytes) : 0);
  return end <= text.length ? end : undefined;
}

function chunksEnd(text: string, from: number, { lineEnd }: Personality): number | undefined {
  let at = from;
  for (;;) {
    const line = lineAt(text, at, lineEnd);
    if (!line) return undefined;
    at = line.end;
    const size = Number.parseInt(line.text.trim(), 16);
    if (Number.isNaN(size)) continue;
    if (size === 0) break;
    at += size;
    if (at + 1 > text.length) return undefined;
    // Whatever ends the chunk is no more than a line end.
    at += /^(?:\r?\n|\r)?/.exec(text.slice(at, at + 2))?.[0].length ?? 0;
  }
  for (;;) {
    const line = lineAt(text, at, lineEnd);
    if (!line) return undefined;
    at = line.end;
    if (line.text === '') return at;
  }
}
