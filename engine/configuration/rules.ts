import { type HttpRule, parseHttpRule } from '../rules/http-rule.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { RuleSyntax } from '../rules/rule-options.ts';
import { parseTcpRule, type TcpRule } from '../rules/tcp-rule.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';

/** A rule as a router writes it. */
interface WrittenRule {
  readonly rule: string;
  readonly ruleSyntax?: RuleSyntax;
}

/** The rules of routers, read as the static options say; those in use are read once. */
export class Rules {
  readonly #version: number;
  readonly #defaultSyntax: RuleSyntax;
  readonly #http = new Kept<HttpRule>();
  readonly #tcp = new Kept<TcpRule>();

  constructor({
    traefikVersion,
    defaultRuleSyntax,
  }: Pick<StaticConfiguration, 'traefikVersion' | 'defaultRuleSyntax'>) {
    this.#version = traefikVersion;
    this.#defaultSyntax = defaultRuleSyntax;
  }

  /** @throws RuleError */
  http({ rule, ruleSyntax: syntax = this.#defaultSyntax }: WrittenRule): HttpRule {
    return this.#http.get(syntax, rule, () => parseHttpRule(rule, { syntax, version: this.#version }));
  }

  /** @throws RuleError */
  tcp({ rule, ruleSyntax: syntax = this.#defaultSyntax }: WrittenRule): TcpRule {
    return this.#tcp.get(syntax, rule, () => parseTcpRule(rule, { syntax, version: this.#version }));
  }

  /** Forgets the rules that nobody asked for since the last call. */
  sweep(): void {
    this.#http.sweep();
    this.#tcp.sweep();
  }
}

interface Outcome<R> {
  readonly is: R | RuleError;
  /** The sweep before which it was last asked for. */
  used: number;
}

/** What came of texts, for as long as they are in use. */
class Kept<R> {
  readonly #outcomes: Record<RuleSyntax, Map<string, Outcome<R>>> = { v2: new Map(), v3: new Map() };
  #sweeps = 0;

  get(syntax: RuleSyntax, text: string, parse: () => R): R {
    let outcome = this.#outcomes[syntax].get(text);
    if (outcome === undefined) {
      outcome = { is: attempt(parse), used: this.#sweeps };
      this.#outcomes[syntax].set(text, outcome);
    }
    outcome.used = this.#sweeps;
    if (outcome.is instanceof RuleError) throw outcome.is;
    return outcome.is;
  }

  sweep(): void {
    for (const outcomes of Object.values(this.#outcomes)) {
      for (const [text, { used }] of outcomes) if (used !== this.#sweeps) outcomes.delete(text);
    }
    this.#sweeps += 1;
  }
}

function attempt<R>(parse: () => R): R | RuleError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
}
