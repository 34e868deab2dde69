const NO_VALUES: readonly string[] = [];

/** The cookies that a client has at one moment. Immutable: a request keeps those that it was sent with. */
export class Cookies {
  readonly #names: string[];
  readonly #values: (readonly string[])[];
  /** By Set-Cookie line: few are ever seen. */
  readonly #after = new Map<string, { readonly cookies: Cookies; readonly replaces: boolean }>();
  /** What the client sends as Cookie; undefined: nothing. */
  readonly field: string | undefined;

  constructor(values: ReadonlyMap<string, readonly string[]> = new Map()) {
    this.#names = [...values.keys()];
    this.#values = [...values.values()];
    const pairs = [...values].map(([name, [value = '']]) => `${name}=${value}`);
    this.field = pairs.length === 0 ? undefined : pairs.join('; ');
  }

  /** Values of the cookies of that name: one or none. */
  values(name: string): readonly string[] {
    const names = this.#names;
    for (let at = 0; at < names.length; at += 1) {
      if (names[at] !== name) continue;
      // The same object is found faster than the same text.
      names[at] = name;
      return this.#values[at] ?? NO_VALUES;
    }
    return NO_VALUES;
  }

  /** Whether both have the same value of the cookie that a Set-Cookie line is about. */
  shares(other: Cookies, line: string): boolean {
    const name = line.slice(0, line.indexOf('='));
    return this.values(name)[0] === other.values(name)[0];
  }

  /** What there is after a Set-Cookie line (RFC 6265 §5.3, as far as balancers use it), and whether it replaces another value. */
  after(
    line: string,
    known: Map<string, Cookies>,
  ): { readonly cookies: Cookies; readonly replaces: boolean } {
    const seen = this.#after.get(line);
    if (seen !== undefined) return seen;
    const [pair = ''] = line.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    // A piece of a longer text would be compared slowly.
    const value = Buffer.from(pair.slice(equals + 1)).toString();
    const values = new Map(this.#names.map((known, at) => [known, this.#values[at] ?? NO_VALUES]));
    const [before] = this.values(name);
    if (/; Max-Age=0(?:;|$)/.test(line)) values.delete(name);
    else values.set(name, [value]);
    const made = new Cookies(values);
    const cookies = known.get(made.field ?? '') ?? made;
    known.set(cookies.field ?? '', cookies);
    const result = { cookies, replaces: before !== undefined && before !== value };
    this.#after.set(line, result);
    return result;
  }
}

/** Of clients that have none. */
export const NONE = new Cookies();

/** The cookies of many clients: the few combinations that there are are kept once. */
export class CookieJars {
  readonly #jars: Cookies[] = [];
  readonly #known = new Map<string, Cookies>([['', NONE]]);

  of(client: number): Cookies {
    return this.#jars[client] ?? NONE;
  }

  /**
   * A client keeps what a Set-Cookie line of an answer says.
   *
   * @param request what the client sent, and with which cookies
   * @returns whether the request came with another value, and no answer before has replaced it
   */
  keep({ client, sent }: { readonly client: number; readonly sent: Cookies }, line: string): boolean {
    const before = this.of(client);
    const { cookies, replaces } = before.after(line, this.#known);
    this.#jars[client] = cookies;
    return replaces && sent.shares(before, line);
  }
}
