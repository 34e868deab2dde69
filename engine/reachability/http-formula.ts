import { isHiddenHeader } from '../rules/http-matchers.ts';
import { type Parameter, parameters, queryCondition } from '../rules/http-matchers-v2.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import type { Condition } from '../rules/matcher.ts';
import type { CallNode } from '../rules/rule-node.ts';
import { addressEnds } from './address-points.ts';
import { literal } from './atoms.ts';
import { anyText, literalBeginning } from './expression-shape.ts';
import { conjunction, type Dimension, disjunction, type Form, type Formula } from './formula.ts';
import { hostForm } from './host-form.ts';
import { exactly, type TemplateForms, templateForms } from './template-forms.ts';
import { treeFormula } from './tree-formula.ts';

const NOTHING: HttpFacts = {
  host: '',
  path: '/',
  method: 'GET',
  clientIp: '',
  header: () => [],
  query: () => [],
};

export const HOST: Dimension = { name: 'host', kind: 'host' };
export const PATH: Dimension = { name: 'path', kind: 'path' };
/** As Traefik 2.11 sees it. */
export const DECODED_PATH: Dimension = { name: 'decoded path', kind: 'path' };
export const METHOD: Dimension = { name: 'method', kind: 'word' };
export const CLIENT_ADDRESS: Dimension = { name: 'client address', kind: 'address' };
export const HEADER = 'header ';
export const QUERY = 'query ';

/** The rule of an HTTP router as conditions on single dimensions. */
export function httpFormula(rule: HttpRule): Formula {
  return treeFormula(rule.tree, (call) => new HttpCall(rule, call).formula());
}

/** One matcher of a rule with its values. */
class HttpCall {
  readonly #rule: HttpRule;
  readonly #name: string;
  readonly #values: readonly string[];

  constructor(rule: HttpRule, { name, arguments: values }: CallNode) {
    this.#rule = rule;
    this.#name = name;
    this.#values = values;
  }

  formula(): Formula {
    const v2 = this.#rule.language.syntax === 'v2';
    const [first = '', second] = this.#values;
    switch (this.#name) {
      case 'Host':
      case 'HostHeader':
        return this.#any((value) => this.#host(value));
      case 'HostRegexp':
        return v2 ? this.#any((value) => this.#host(value, hostTemplate(value))) : this.#hostRegexp(first);
      case 'Path':
      case 'PathPrefix': {
        const whole = this.#name === 'Path';
        return this.#any((value) =>
          this.#path(value, v2 ? templateForms(value, whole) : { exact: pathForm(value, whole) }),
        );
      }
      case 'PathRegexp':
        return this.#path(first, { exact: expression(first), within: literalBeginning(first) });
      case 'Method':
        return this.#any((value) =>
          this.#literal(METHOD, exactly(value.toUpperCase()), [value], (method) => ({ ...NOTHING, method })),
        );
      case 'ClientIP':
        return this.#any((value) =>
          this.#literal(CLIENT_ADDRESS, { kind: 'range', ...addressEnds(value) }, [value], (clientIp) => ({
            ...NOTHING,
            clientIp,
          })),
        );
      case 'Header':
        return this.#header(first, second ?? '', exactly(second ?? ''));
      case 'HeaderRegexp':
        return this.#header(first, second ?? '', expression(second ?? ''));
      case 'Headers':
      case 'HeadersRegexp':
        return this.#pairs();
      case 'Query':
        return v2
          ? conjunction(parameters(this.#values).map(parameterLiteral))
          : this.#query(exactly(second ?? ''));
      case 'QueryRegexp':
        return this.#query(second === undefined ? exactly('') : expression(second));
      default:
        throw new TypeError(`matcher ${this.#name} has no known form`);
    }
  }

  #any(formulaOf: (value: string) => Formula): Formula {
    return disjunction(this.#values.map(formulaOf));
  }

  #host(value: string, form?: Form): Formula {
    const { wildcards } = this.#rule.language;
    if (form === undefined && wildcards && value === '*') return true;
    if (form?.kind === 'expression') {
      const any = anyText(form.expression);
      if (any === 'any') return true;
      if (any === 'not empty') form = { kind: 'named' };
    }
    return this.#literal(HOST, form ?? hostForm(value.toLowerCase(), wildcards), [value], (host) => ({
      ...NOTHING,
      host,
    }));
  }

  /** What finds the empty text matches every request. */
  #hostRegexp(value: string): Formula {
    const everything = this.#compile([value]).matches(NOTHING);
    return everything || this.#host(value, expression(value));
  }

  #path(value: string, { exact, within }: TemplateForms): Formula {
    const { decodesPath } = this.#rule;
    const facts = (path: string): HttpFacts => ({
      ...NOTHING,
      path: decodesPath ? path.replaceAll('%', '%25') : path,
    });
    const dimension = decodesPath ? DECODED_PATH : PATH;
    const written = this.#literal(dimension, exact, [value], facts);
    if (!within) return written;
    const begins: Condition<HttpFacts> = {
      matches: ({ path }) => path.startsWith(within),
      observe: () => '',
    };
    const form: Form = { kind: 'prefix', prefix: within };
    const factsOf = (path: string): HttpFacts => ({ ...NOTHING, path });
    return conjunction([literal({ dimension, form, condition: () => begins, factsOf }), written]);
  }

  /** Of a name that is written twice the last value counts. */
  #pairs(): Formula {
    const pairs = new Map<string, string>();
    for (let at = 0; at < this.#values.length; at += 2) {
      pairs.set(this.#values[at] ?? '', this.#values[at + 1] ?? '');
    }
    const form = this.#name === 'Headers' ? exactly : expression;
    return conjunction(Array.from(pairs, ([name, value]) => this.#header(name, value, form(value))));
  }

  #header(name: string, value: string, form: Form): Formula {
    const key = name.toLowerCase();
    if (isHiddenHeader(key)) return false;
    const dimension: Dimension = { name: `${HEADER}${key}`, kind: 'list' };
    return this.#literal(dimension, form, [name, value], (text) => {
      const line = Buffer.from(text, 'utf8').toString('latin1');
      return { ...NOTHING, header: (asked) => (asked === key ? [line] : []) };
    });
  }

  #query(form: Form): Formula {
    const [name = ''] = this.#values;
    return queryLiteral(name, form, () => this.#compile(this.#values));
  }

  #literal(
    dimension: Dimension,
    form: Form,
    values: readonly string[],
    factsOf: (text: string) => HttpFacts,
  ): Formula {
    return literal({ dimension, form, condition: () => this.#compile(values), factsOf });
  }

  #compile(values: readonly string[]): Condition<HttpFacts> {
    const matcher = this.#rule.language.matchers[this.#name];
    if (matcher === undefined) throw new TypeError(`matcher ${this.#name} is not in the language`);
    return matcher.compile(values);
  }
}

function pathForm(value: string, whole: boolean): Form {
  return whole ? exactly(value) : { kind: 'prefix', prefix: value };
}

function expression(text: string): Form {
  return { kind: 'expression', language: 're2', expression: text };
}

function hostTemplate(text: string): Form {
  return { kind: 'expression', language: 'host-template', expression: text };
}

/** Of a parameter that is sent several times the first value counts. */
function parameterLiteral({ name, value, index }: Parameter): Formula {
  const isPlain = value !== '' && !/[{}]/.test(`${name}${value}`);
  const form: Form = isPlain
    ? exactly(value)
    : { kind: 'expression', language: 'query-template', expression: value };
  return queryLiteral(name, form, () => queryCondition(name, value, index), true);
}

function queryLiteral(
  name: string,
  form: Form,
  condition: () => Condition<HttpFacts>,
  first = false,
): Formula {
  const dimension: Dimension = { name: `${QUERY}${name}`, kind: 'list' };
  const factsOf = (value: string): HttpFacts => ({ ...NOTHING, query: () => [[name, value]] });
  return literal({ dimension, form, condition, factsOf, first });
}
