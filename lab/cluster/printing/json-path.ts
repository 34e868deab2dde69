/**
 * The part of JSONPath that CustomResourceDefinitions name fields with (`additionalPrinterColumns`, `labelSelectorPath`):
 * `.spec.replicas`, `['a.b']`, `[0]`, `[-1]`, `[*]`, `.*` and filters `[?(@.type=="Ready")]` with `==`, `!=`, `<`, `<=`,
 * `>`, `>=` or a field that is to be there.
 */
export type JsonPath = (value: unknown) => readonly unknown[];

type Step = (values: readonly unknown[]) => readonly unknown[];

/** A path that cannot be read: what, and where. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** @throws JsonPathError */
export function parseJsonPath(text: string): JsonPath {
  const steps: Step[] = [];
  let rest = text
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .replace(/^\$/, '');
  while (rest !== '') {
    const [step, length] = firstStep(rest, text);
    steps.push(step);
    rest = rest.slice(length);
  }
  return (value) => steps.reduce<readonly unknown[]>((values, step) => step(values), [value]);
}

function firstStep(rest: string, text: string): readonly [Step, number] {
  const field = /^\.?((?:\\.|[^.[\]\\])+)/.exec(rest);
  if (field?.[1] !== undefined && !rest.startsWith('[')) {
    const name = field[1].replace(/\\(.)/g, '$1');
    return [name === '*' ? everything : named(name), field[0].length];
  }
  const bracket = /^\.?\[(?:\?\((.+?)\)|(['"])(.*?)\2|(-?\d+)|(\*))\]/.exec(rest);
  if (!bracket) throw new JsonPathError(`"${text}": cannot read "${rest}"`);
  const [all, filter, , name, index] = bracket;
  if (filter !== undefined) return [filtered(filter, text), all.length];
  if (name !== undefined) return [named(name), all.length];
  return [index === undefined ? everything : indexed(Number(index)), all.length];
}

function named(name: string): Step {
  return (values) =>
    values.flatMap((value) => {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
      return [(value as Readonly<Record<string, unknown>>)[name]];
    });
}

function indexed(index: number): Step {
  return (values) =>
    values.flatMap((value) => {
      const item = Array.isArray(value) ? value.at(index) : undefined;
      return item === undefined ? [] : [item];
    });
}

const everything: Step = (values) =>
  values.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));

function filtered(filter: string, text: string): Step {
  const comparison = /^\s*@(.+?)\s*(?:(==|!=|<=|>=|<|>)\s*(.+?))?\s*$/.exec(filter);
  if (!comparison) throw new JsonPathError(`"${text}": cannot read the filter "${filter}"`);
  const [, path = '', operator, literal = ''] = comparison;
  const find = parseJsonPath(path);
  const expected = operator === undefined ? undefined : parseLiteral(literal, text);
  return (values) =>
    values.flatMap((value) => {
      if (!Array.isArray(value)) return [];
      return value.filter((item) => {
        const [found] = find(item);
        return found !== undefined && (operator === undefined || holds(found, operator, expected));
      });
    });
}

function parseLiteral(literal: string, text: string): unknown {
  const quoted = /^(['"])(.*)\1$/s.exec(literal);
  if (quoted) return quoted[2];
  try {
    return JSON.parse(literal);
  } catch {
    throw new JsonPathError(`"${text}": "${literal}" is no text in quotes, number, true or false`);
  }
}

function holds(found: unknown, operator: string, expected: unknown): boolean {
  if (operator === '==') return found === expected;
  if (operator === '!=') return found !== expected;
  const order = compared(found, expected);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function compared(one: unknown, other: unknown): number | undefined {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0;
  return undefined;
}
