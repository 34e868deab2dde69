/** A list of header lines: keeps order, spelling and repetition; looks up without regard to case. */
export class HeaderList {
  /** Name, value, name, value. */
  #raw: string[];
  #checked = 0;

  /** Takes lines as Node's `rawHeaders` gives them: name, value, name, value. */
  constructor(raw: readonly string[] = NO_LINES) {
    this.#raw = raw.slice(0, raw.length & ~1);
  }

  /** A list of lines that were checked already, as by the parser that read them. Takes over `raw` itself. */
  static checked(raw: string[]): HeaderList {
    const list = new HeaderList();
    list.#raw = raw;
    list.#checked = raw.length;
    return list;
  }

  /** How much of `raw` is known to hold valid names and values. Whatever was set or appended comes behind it. */
  get checked(): number {
    return this.#checked;
  }

  /** First value of `name`, or undefined. */
  get(name: string): string | undefined {
    const raw = this.#raw;
    for (let at = 0; at < raw.length; at += 2) if (sameName(raw[at] ?? '', name)) return raw[at + 1];
    return undefined;
  }

  /** Every value line of `name`. */
  all(name: string): string[] {
    const raw = this.#raw;
    const values: string[] = [];
    for (let at = 0; at < raw.length; at += 2)
      if (sameName(raw[at] ?? '', name)) values.push(raw[at + 1] ?? '');
    return values;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Replaces every line of `name` by one, the last of the list. */
  set(name: string, value: string): void {
    this.delete(name);
    this.#raw.push(name, value);
  }

  append(name: string, value: string): void {
    this.#raw.push(name, value);
  }

  delete(name: string): void {
    if (this.has(name)) this.retain((candidate) => !sameName(candidate, name));
  }

  /** Keeps the lines whose name, as it is spelled, `keep` accepts. */
  retain(keep: (name: string) => boolean): void {
    const raw = this.#raw;
    const checked = this.#checked;
    let kept = 0;
    for (let at = 0; at < raw.length; at += 2) {
      const name = raw[at] ?? '';
      if (keep(name)) {
        raw[kept] = name;
        raw[kept + 1] = raw[at + 1] ?? '';
        kept += 2;
      } else if (at < checked) this.#checked -= 2;
    }
    if (kept < raw.length) raw.length = kept;
  }

  lines(): readonly (readonly [name: string, value: string])[] {
    const raw = this.#raw;
    const lines: [string, string][] = [];
    for (let at = 0; at < raw.length; at += 2) lines.push([raw[at] ?? '', raw[at + 1] ?? '']);
    return lines;
  }

  /** Name, value, name, value: what Node's `writeHead` and `request` take. The list itself, so it changes with it. */
  raw(): readonly string[] {
    return this.#raw;
  }

  clone(): HeaderList {
    const copy = new HeaderList(this.#raw);
    copy.#checked = this.#checked;
    return copy;
  }
}

const NO_LINES: readonly string[] = [];

/** Whether two names are one but for the case of their ASCII letters. */
function sameName(one: string, other: string): boolean {
  const { length } = one;
  if (length !== other.length) return false;
  for (let index = 0; index < length; index += 1) {
    const code = one.charCodeAt(index);
    const otherCode = other.charCodeAt(index);
    if (code !== otherCode && lowerCase(code) !== lowerCase(otherCode)) return false;
  }
  return true;
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}

/** The head of a request on its way to a service. Middlewares edit it in place. */
export interface RequestHead {
  readonly method: string;
  /** Path and query as they will be sent to the server, percent-encoded: `/api/a%20b?x=1`. */
  target: string;
  /** The Host header's value, as received. */
  host: string;
  /** Without Host. */
  readonly headers: HeaderList;
  /** `https` if the client's connection is TLS. */
  readonly scheme: 'http' | 'https';
  /** Address of the peer, without port. */
  readonly clientIp: string;
  /** Who the client said it is, once it was asked; empty: nobody. */
  user?: string;
}

/** The head of a response on its way to the client. */
export interface ResponseHead {
  status: number;
  readonly headers: HeaderList;
}

/** A whole response that a middleware gives instead of the service. */
export interface ImmediateResponse {
  readonly status: number;
  /** Name, value pairs. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}
