import type { Condition } from '../rules/matcher.ts';
import type { CallNode } from '../rules/rule-node.ts';
import type { TcpFacts, TcpRule } from '../rules/tcp-rule.ts';
import { addressEnds } from './address-points.ts';
import { literal } from './atoms.ts';
import { anyText } from './expression-shape.ts';
import { type Dimension, disjunction, type Form, type Formula } from './formula.ts';
import { CLIENT_ADDRESS } from './http-formula.ts';
import { exactly } from './template-forms.ts';
import { treeFormula } from './tree-formula.ts';

const NOTHING: TcpFacts = { sni: '', alpn: [], clientIp: '' };

/** In lower case. */
export const SERVER_NAME: Dimension = { name: 'server name', kind: 'host' };
export const PROTOCOLS: Dimension = { name: 'protocols', kind: 'list', plural: true };

/**
 * The rule of a TCP router as conditions on single dimensions.
 *
 * @param tls false: connections have neither a server name nor protocols
 */
export function tcpFormula(rule: TcpRule, tls: boolean): Formula {
  return treeFormula(rule.tree, (call) => {
    const formula = callFormula(rule, call);
    if (tls || typeof formula === 'boolean' || call.name === 'ClientIP') return formula;
    return conditionOf(rule, call.name, call.arguments).matches(NOTHING);
  });
}

function callFormula(rule: TcpRule, { name, arguments: values }: CallNode): Formula {
  const each = (dimension: Dimension, formOf: (value: string) => Form, factsOf: (text: string) => TcpFacts) =>
    disjunction(
      values.map((value) =>
        literal({
          dimension,
          form: formOf(value),
          // Behind another value `*` asks for a name.
          condition: () =>
            conditionOf(rule, name, value === '*' ? values.slice(0, 1).concat(value) : [value]),
          factsOf,
        }),
      ),
    );
  const named = (sni: string): TcpFacts => ({ ...NOTHING, sni });
  switch (name) {
    case 'HostSNI':
      // A first `*` holds without a name, too.
      return values[0] === '*' || each(SERVER_NAME, (value) => nameForm(rule, value), named);
    case 'HostSNIRegexp': {
      const language = rule.language.syntax === 'v2' ? 'host-template' : 're2';
      if (values.some((value) => anyText(value) === 'any')) return true;
      const formOf = (value: string): Form =>
        anyText(value) ? { kind: 'named' } : { kind: 'expression', language, expression: value };
      return each(SERVER_NAME, formOf, named);
    }
    case 'ALPN':
      return each(PROTOCOLS, exactly, (protocol) => ({ ...NOTHING, alpn: [protocol] }));
    case 'ClientIP':
      return each(
        CLIENT_ADDRESS,
        (value) => ({ kind: 'range', ...addressEnds(value) }),
        (clientIp) => ({ ...NOTHING, clientIp }),
      );
    default:
      throw new TypeError(`matcher ${name} has no known form`);
  }
}

function nameForm({ language }: TcpRule, value: string): Form {
  const name = value.toLowerCase();
  if (name === '*') return { kind: 'named' };
  const withoutDot = name.replace(/\.$/, '');
  if (language.syntax === 'v3' && name.startsWith('*'))
    return { kind: 'label', parents: [withoutDot.slice(1)] };
  return {
    kind: 'texts',
    texts: language.syntax === 'v2' ? [...new Set([name, withoutDot])].toSorted() : [withoutDot],
  };
}

function conditionOf({ language }: TcpRule, name: string, values: readonly string[]): Condition<TcpFacts> {
  const matcher = language.matchers[name];
  if (matcher === undefined) throw new TypeError(`matcher ${name} is not in the language`);
  return matcher.compile(values);
}
