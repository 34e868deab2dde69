import type { HttpFacts } from '../rules/http-rule.ts';
import type { TcpFacts } from '../rules/tcp-rule.ts';

/** Values that meet often, with the dots, cases and wildcards that Host and HostSNI treat in ways of their own. */
const HOST_VALUES =
  'a.test|A.Test|a.test.|a.test..|b.test|b.test|x.a.test|*.a.test|*.test.|*|*x|::1|127.0.0.1|.'.split('|');
const SNI_VALUES = 'a.test|A.Test|a.test.|a.test..|b.test|x.a.test|*.a.test|*.test.|*|::1|.'.split('|');
const HOSTS =
  'a.test|a.test.|a.test..|a.test...|b.test|x.a.test|y.x.a.test|x.a.test.|test|::1|127.0.0.1|.|..|'.split(
    '|',
  );
const HOST_PATTERNS = ['^a\\.', 'test$', '^$', 'x'];
const HOST_TEMPLATES = ['a.test', '{x}.test', '{x:.*}', 'A.{y}'];
const PATH_PATTERNS = ['^/a', 'b/?$', '^/[ab]+/'];
const PATH_PARTS = ['a', 'a', 'a', 'a', 'b', 'b', '/', '/', '%2F'];
const METHODS = ['GET', 'POST'];
const RANGES = ['10.0.0.0/8', '192.0.2.1', '::/0'];
const ADDRESSES = ['10.1.2.3', '192.0.2.1', '::1', ''];
const PROTOCOLS = ['h2', 'http/1.1'];

/** Draws rules and what they are asked about, from a source of numbers in [0, 1). */
export class RuleGenerator {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** An integer in [from, to]. */
  between(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  httpRule(depth = this.between(0, 3)): string {
    return this.#rule(depth, () => this.#httpMatcher());
  }

  /** In the v2 syntax. */
  httpRuleV2(depth = this.between(0, 3)): string {
    return this.#rule(depth, () => this.#httpMatcherV2());
  }

  tcpRule(depth = this.between(0, 3)): string {
    return this.#rule(depth, () => this.#tcpMatcher());
  }

  /** In the v2 syntax. */
  tcpRuleV2(depth = this.between(0, 3)): string {
    return this.#rule(depth, () => this.#tcpMatcherV2());
  }

  httpFacts(): HttpFacts {
    const lines = this.between(0, 1) === 0 ? ['1'] : [];
    const pairs = this.between(0, 1) === 0 ? [['q', '1'] as const] : [];
    return {
      host: this.#pick(HOSTS),
      path: this.#path(9),
      method: this.#pick(METHODS),
      clientIp: this.#pick(ADDRESSES),
      header: (name) => (name === 'x' ? lines : []),
      query: () => pairs,
    };
  }

  tcpFacts(): TcpFacts {
    const sni = this.#pick(HOSTS);
    return {
      sni: this.between(0, 3) === 0 ? sni.toUpperCase() : sni,
      alpn: PROTOCOLS.slice(this.between(0, 2)),
      clientIp: this.#pick(ADDRESSES),
    };
  }

  /** Operands of any form, in parentheses or not. Hosts and paths under `&&` are as common as in real rules. */
  #rule(depth: number, matcher: () => string): string {
    if (depth === 0) return matcher();
    const form = this.between(0, 9);
    if (form === 0) return `!(${this.#rule(depth - 1, matcher)})`;
    if (form === 1) return `!${matcher()}`;
    const operator = form < 7 ? ' && ' : ' || ';
    return Array.from({ length: this.between(2, 3) }, () => {
      const operand = this.#rule(depth - 1, matcher);
      return this.between(0, 3) === 0 ? operand : `(${operand})`;
    }).join(operator);
  }

  #httpMatcher(): string {
    switch (this.between(0, 19)) {
      case 0:
        return `HostRegexp(\`${this.#pick(HOST_PATTERNS)}\`)`;
      case 1:
        return `PathRegexp(\`${this.#pick(PATH_PATTERNS)}\`)`;
      case 2:
        return `Method(\`${this.#pick(METHODS)}\`)`;
      case 3:
        return 'Header(`X`, `1`)';
      case 4:
        return 'HeaderRegexp(`X`, `.`)';
      case 5:
        return 'Query(`q`, `1`)';
      case 6:
        return 'QueryRegexp(`q`, `2|1`)';
      case 7:
        return `ClientIP(\`${this.#pick(RANGES)}\`)`;
      case 8:
      case 9:
        return `Path(\`${this.#path(6)}\`)`;
      case 10:
      case 11:
      case 12:
      case 13:
        return `PathPrefix(\`${this.#path(6)}\`)`;
      default:
        return `Host(\`${this.#pick(HOST_VALUES)}\`)`;
    }
  }

  #httpMatcherV2(): string {
    const values = (draw: () => string): string =>
      Array.from({ length: this.between(1, 2) }, () => `\`${draw()}\``).join(', ');
    switch (this.between(0, 9)) {
      case 0:
        return `HostRegexp(${values(() => this.#pick(HOST_TEMPLATES))})`;
      case 1:
        return `Query(\`q=${this.#pick(['1', '', '{x}'])}\`)`;
      case 2:
        return `HostHeader(${values(() => this.#pick(HOST_VALUES))})`;
      case 3:
        return `Path(${values(() => this.#template())})`;
      case 4:
      case 5:
        return `PathPrefix(${values(() => this.#template())})`;
      case 6:
        return `Method(${values(() => this.#pick(METHODS))})`;
      default:
        return `Host(${values(() => this.#pick(HOST_VALUES))})`;
    }
  }

  #template(): string {
    return this.between(0, 2) === 0 ? `${this.#path(3)}{x:[ab]+}` : this.#path(6);
  }

  #tcpMatcher(): string {
    switch (this.between(0, 7)) {
      case 0:
        return `HostSNIRegexp(\`${this.#pick(HOST_PATTERNS)}\`)`;
      case 1:
        return `ALPN(\`${this.#pick(PROTOCOLS)}\`)`;
      case 2:
        return `ClientIP(\`${this.#pick(RANGES)}\`)`;
      default:
        return `HostSNI(\`${this.#pick(SNI_VALUES)}\`)`;
    }
  }

  #tcpMatcherV2(): string {
    const values = (from: readonly string[]): string =>
      Array.from({ length: this.between(1, 2) }, () => `\`${this.#pick(from)}\``).join(', ');
    switch (this.between(0, 7)) {
      case 0:
        return `HostSNIRegexp(${values(HOST_TEMPLATES)})`;
      case 1:
        return `ALPN(${values(PROTOCOLS)})`;
      case 2:
        return `ClientIP(${values(RANGES)})`;
      default:
        return `HostSNI(${values(SNI_VALUES.filter((name) => name === '*' || !name.startsWith('*')))})`;
    }
  }

  /** Of so few letters that paths often begin with one another. */
  #path(longest: number): string {
    return `/${Array.from({ length: this.between(0, longest) }, () => this.#pick(PATH_PARTS)).join('')}`;
  }

  #pick(from: readonly string[]): string {
    return from[this.between(0, from.length - 1)] ?? '';
  }
}
