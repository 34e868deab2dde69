import { type HttpRule, parseHttpRule } from '../rules/http-rule.ts';
import { RuleError } from '../rules/rule-error.ts';
import { type RuleBranch, ruleBranches } from '../rules/rule-node.ts';
import type { RuleSyntax } from '../rules/rule-options.ts';
import { parseTcpRule, type TcpRule } from '../rules/tcp-rule.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';

/** A rule as a router writes it. */
interface WrittenRule {
  readonly rule: string;
  readonly ruleSyntax?: RuleSyntax;
}

/** The rules of routers, read as the static options say; each router's once, for as long as there is the router. */
export class Rules {
  readonly #version: number;
  readonly #defaultSyntax: RuleSyntax;
  readonly #http = new WeakMap<WrittenRule, HttpRule | RuleError>();
  readonly #tcp = new WeakMap<WrittenRule, TcpRule | RuleError>();

  constructor({
    traefikVersion,
    defaultRuleSyntax,
  }: Pick<StaticConfiguration, 'traefikVersion' | 'defaultRuleSyntax'>) {
    this.#version = traefikVersion;
    this.#defaultSyntax = defaultRuleSyntax;
  }

  /** @throws RuleError */
  http(router: WrittenRule): HttpRule {
    return this.#once(this.#http, router, parseHttpRule);
  }

  /** @throws RuleError */
  tcp(router: WrittenRule): TcpRule {
    return this.#once(this.#tcp, router, parseTcpRule);
  }

  /** The matchers of a router's rule, in the order written; none of a rule that cannot be read. */
  branches(protocol: 'http' | 'tcp', router: WrittenRule): RuleBranch[] {
    try {
      const { source, tree } = this[protocol](router);
      return ruleBranches(source, tree);
    } catch (error) {
      if (error instanceof RuleError) return [];
      throw error;
    }
  }

  #once<R extends object>(
    known: WeakMap<WrittenRule, R | RuleError>,
    router: WrittenRule,
    parse: (text: string, options: { syntax: RuleSyntax; version: number }) => R,
  ): R {
    let outcome = known.get(router);
    if (outcome === undefined) {
      const { rule, ruleSyntax: syntax = this.#defaultSyntax } = router;
      outcome = attempt(() => parse(rule, { syntax, version: this.#version }));
      known.set(router, outcome);
    }
    if (outcome instanceof RuleError) throw outcome;
    return outcome;
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
