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

/** What came of texts, for as long as they are in use. */
class Kept<R> {
  #before: Record<RuleSyntax, Map<string, R | RuleError>> = { v2: new Map(), v3: new Map() };
  #now: Record<RuleSyntax, Map<string, R | RuleError>> = { v2: new Map(), v3: new Map() };

  get(syntax: RuleSyntax, text: string, parse: () => R): R {
    let outcome = this.#now[syntax].get(text);
    if (outcome === undefined) {
      outcome = this.#before[syntax].get(text) ?? attempt(parse);
      this.#now[syntax].set(text, outcome);
    }
    if (outcome instanceof RuleError) throw outcome;
    return outcome;
  }

  sweep(): void {
    this.#before = this.#now;
    this.#now = { v2: new Map(), v3: new Map() };
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
