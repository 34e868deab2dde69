/** A list of header lines: keeps order, spelling and repetition; looks up without regard to case. */
export class HeaderList {
  #lines: [name: string, value: string][];

  /** Takes lines as Node's `rawHeaders` gives them: name, value, name, value. */
  constructor(raw: readonly string[] = []) {
    this.#lines = [];
    for (let index = 0; index + 1 < raw.length; index += 2) {
      this.#lines.push([raw[index] ?? '', raw[index + 1] ?? '']);
    }
  }

  /** First value of `name`, or undefined. */
  get(name: string): string | undefined {
    const wanted = name.toLowerCase();
    return this.#lines.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
  }

  /** Every value line of `name`. */
  all(name: string): string[] {
    const wanted = name.toLowerCase();
    return this.#lines.filter(([candidate]) => candidate.toLowerCase() === wanted).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Replaces every line of `name` by one. */
  set(name: string, value: string): void {
    this.delete(name);
    this.#lines.push([name, value]);
  }

  append(name: string, value: string): void {
    this.#lines.push([name, value]);
  }

  delete(name: string): void {
    const unwanted = name.toLowerCase();
    this.#lines = this.#lines.filter(([candidate]) => candidate.toLowerCase() !== unwanted);
  }

  /** Keeps the lines whose name `keep` accepts. */
  retain(keep: (lowerCaseName: string) => boolean): void {
    this.#lines = this.#lines.filter(([name]) => keep(name.toLowerCase()));
  }

  lines(): readonly (readonly [name: string, value: string])[] {
    return this.#lines;
  }

  /** Name, value, name, value: what Node's `writeHead` and `request` take. */
  raw(): string[] {
    return this.#lines.flat();
  }

  clone(): HeaderList {
    const copy = new HeaderList();
    copy.#lines = this.#lines.map(([name, value]) => [name, value]);
    return copy;
  }
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
