import type { Random } from '../../balancing/service-node.ts';

const TOKEN = "!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz";
const VALUE = '\t !"#$%&\'()*+,-./0189:;<=>?@AZ[\\]^_`az{|}~\u0080\u00a0\u00ff';
const PATH = '////...abcXYZ019-_~';
const VISIBLE = `${PATH}!"#$%&'()*+,:;<=>?@[\\]^\`{|}`;
/** Bytes that parsers stumble over. */
const EDGES = '\r\n\r\n\r\n\t  ::,;/%\u0000\u0001\u000b\u001f\u007f\u0080\u00ff[]@#?0123afAFxgGHhT';

/** Draws messages that are mostly valid. The same `random` gives the same messages. */
export class Generator {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  oneOf(choices: readonly string[]): string {
    return choices[this.below(choices.length)] ?? '';
  }

  text(alphabet: string, most: number, least = 0): string {
    return Array.from({ length: least + this.below(most - least + 1) }, () => this.#character(alphabet)).join(
      '',
    );
  }

  request(): string {
    const method = this.below(3) > 0 ? this.oneOf(METHODS) : this.text(TOKEN, 34, 1);
    const version = this.oneOf(['1.1', '1.1', '1.1', '1.1', '1.0', '1.0', '1.2', '2.0']);
    const host = this.below(10) === 0 ? '' : `${this.#case('Host')}:${this.#blanks()}${this.#host()}\r\n`;
    const lines = this.#shuffle([host, ...this.#framing(0), ...this.#lines(REQUEST_LINES)]);
    const before = this.below(8) === 0 ? '\r\n' : '';
    return `${before}${method} ${this.#target(method)} HTTP/${version}\r\n${lines.join('')}\r\n`;
  }

  response(): string {
    const status = this.oneOf(['200', '200', '404', '100', '101', '204', '304', '999', '099', '20']);
    const reason = this.oneOf(['', ' ', ' OK', ` ${this.text(VALUE, 10)}`]);
    const lines = this.#shuffle([...this.#framing(1), ...this.#lines(RESPONSE_LINES)]).map((line) =>
      this.#loosen(line),
    );
    return `HTTP/1.${this.below(5) === 0 ? 0 : 1} ${status}${reason}\r\n${lines.join('')}\r\n`;
  }

  /** A body in chunks. */
  body(): string {
    const sizes = Array.from({ length: this.below(6) }, () => 1 + this.below(this.below(4) === 0 ? 300 : 9));
    const chunks = sizes.map((size) => `${this.#size(size)}\r\n${this.text(EDGES, size, size)}\r\n`);
    const trailers = this.below(3) === 0 ? this.#lines(TRAILER_LINES) : [];
    return `${chunks.join('')}${this.#size(0)}\r\n${trailers.join('')}\r\n`;
  }

  /** `text` with a few bytes changed, left out, doubled or put in. */
  damage(text: string): string {
    for (let times = 1 + this.below(3); times > 0; times -= 1) {
      const at = this.below(text.length + 1);
      const behind = at + this.below(4);
      const put = this.oneOf([
        '',
        this.#character(EDGES),
        this.#character(EDGES),
        text.slice(at, behind).repeat(2),
      ]);
      text = text.slice(0, at) + put + text.slice(this.below(2) === 0 ? at : behind);
    }
    return text;
  }

  /** Any bytes. */
  garbage(): string {
    const any = String.fromCharCode(...Array.from({ length: 40 }, () => this.below(256)));
    return this.text(this.oneOf([any, EDGES, `${EDGES}${TOKEN}`]), 200);
  }

  /** Offsets in `text` where it is split. */
  ends(text: string): number[] {
    return Array.from({ length: this.below(5) }, () => this.below(text.length + 1)).sort((a, b) => a - b);
  }

  #size(size: number): string {
    const digits = '0'.repeat(this.below(8) === 0 ? this.below(12) : 0) + size.toString(16);
    return this.#case(digits) + (this.below(5) === 0 ? `;${this.text(VALUE.slice(1), 20)}` : '');
  }

  #target(method: string): string {
    if (method === 'CONNECT') return this.oneOf([this.#host(), 'a:1', '[::1]:443', '/']);
    switch (this.below(6)) {
      case 0:
        return `${this.#case(this.oneOf(['http://', 'https://']))}${this.#host()}${this.oneOf(['', '/', '?', '/a@b'])}`;
      case 1:
        return '*';
      case 2:
        return `/${this.text(VISIBLE, 30)}`;
      default:
        return `/${this.text(PATH, 30)}`;
    }
  }

  #host(): string {
    return this.oneOf([
      'a.test',
      'a.test:80',
      'A:',
      '[::1]',
      '[fe80::1%25a]:1',
      'a%20b',
      this.text(`${VISIBLE}`, 4),
    ]);
  }

  #framing(copies: number): string[] {
    const length = `${this.#case('Content-Length')}:${this.#blanks()}${this.oneOf(['0', '3', '003', '12345'])}\r\n`;
    const coding = `${this.#case('Transfer-Encoding')}:${this.#blanks()}${this.#case('chunked')}\r\n`;
    switch (this.below(8)) {
      case 0:
        return [length, coding];
      case 1:
        return [length, length].slice(0, 1 + copies);
      case 2:
      case 3:
        return [coding];
      case 4:
      case 5:
        return [length];
      default:
        return [];
    }
  }

  #lines(known: readonly string[]): string[] {
    return Array.from({ length: this.below(6) }, () =>
      this.below(2) === 0
        ? `${this.#case(this.oneOf(known))}\r\n`
        : `${this.text(TOKEN, 20, 1)}:${this.text(VALUE, this.oneOf(['9', '60']) === '9' ? 9 : 60)}\r\n`,
    );
  }

  #loosen(line: string): string {
    if (this.below(6) === 0) line = line.replace(':', `${this.#blanks()}:`);
    return this.below(6) === 0 ? line.replace(/ (?=.*\r)/, '\r\n ') : line;
  }

  #blanks(): string {
    return this.oneOf(['', ' ', ' ', ' ', '\t ']);
  }

  #case(text: string): string {
    return this.oneOf([text, text, text.toLowerCase(), text.toUpperCase()]);
  }

  #shuffle(lines: string[]): string[] {
    return lines
      .map((line) => [this.#random(), line] as const)
      .sort(([a], [b]) => a - b)
      .map(([, line]) => line);
  }

  #character(alphabet: string): string {
    return alphabet[this.below(alphabet.length)] ?? '';
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH', 'CONNECT', 'TRACE', 'get'];
const REQUEST_LINES = [
  ...[
    'Connection: close',
    'Connection: a, Upgrade',
    'Upgrade: websocket',
    'Expect: 100-continue',
    'TE: trailers',
  ],
  ...['User-Agent:', 'X_Real_Ip: 1', 'X-Forwarded-For: a', 'Accept-Encoding: gzip', 'Range: a', 'Expect: b'],
];
const RESPONSE_LINES = [
  'Connection: close',
  'Date: now',
  'Content-Encoding: gzip',
  'Upgrade: a',
  'Trailer: a',
];
const TRAILER_LINES = ['Grpc-Status: 0', 'X-A:', 'Content-Length: 5', 'Host: a', 'Authorization: b'];
