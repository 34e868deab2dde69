import { exampleText } from './example-text.ts';
import type { HttpRule } from './http-rule.ts';
import { type CallNode, chainOperands, type RuleNode } from './rule-node.ts';

/** A request that a rule could accept; what is absent does not matter to it. */
export interface ExampleRequest {
  readonly host?: string;
  readonly method?: string;
  readonly path?: string;
  readonly clientIp?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** Rules with more alternatives are not followed into all of them. */
const MOST = 64;

const ANYTHING: ExampleRequest = { headers: [], query: [] };

/**
 * Requests that a rule is likely to accept, the plainest first. What a negation or an expression asks for is not worked
 * out in full: ask `rule.matches`, and a table whether another router comes before.
 */
export function exampleRequests({ tree }: Pick<HttpRule, 'tree'>): ExampleRequest[] {
  const found = requestsOf(tree);
  // A path that is only begun may belong to another router, and one below it not.
  const below = found.flatMap((request) =>
    request.path === undefined || request.path.endsWith('/')
      ? []
      : [{ ...request, path: `${request.path}/a` }],
  );
  return [...found, ...below];
}

function requestsOf(node: RuleNode): ExampleRequest[] {
  switch (node.kind) {
    case 'not':
      return [ANYTHING];
    case 'or':
      return chainOperands(node).slice(0, MOST).flatMap(requestsOf).slice(0, MOST);
    case 'and':
      return chainOperands(node).map(requestsOf).reduce(together, [ANYTHING]);
    case 'call':
      return requestsForCall(node);
  }
}

/** Every request that could be one of each. */
function together(some: ExampleRequest[], others: ExampleRequest[]): ExampleRequest[] {
  return some
    .flatMap((one) =>
      others.map((other) => ({
        ...one,
        ...other,
        ...longerPath(one.path, other.path),
        headers: [...one.headers, ...other.headers],
        query: [...one.query, ...other.query],
      })),
    )
    .slice(0, MOST);
}

/** Of two prefixes the longer one has the shorter. */
function longerPath(one: string | undefined, other: string | undefined): { path?: string } {
  const path = (one ?? '').length > (other ?? '').length ? one : other;
  return path === undefined ? {} : { path };
}

function requestsForCall({ name, arguments: values }: CallNode): ExampleRequest[] {
  const [first = '', second = ''] = values;
  switch (name) {
    case 'Host':
    case 'HostHeader':
      return values.map((value) =>
        value === '*' ? ANYTHING : { ...ANYTHING, host: value.toLowerCase().replace(/^\*/, 'any') },
      );
    case 'HostRegexp':
      return values.flatMap((value) => filled(value).map((host) => ({ ...ANYTHING, host })));
    case 'Path':
    case 'PathPrefix':
      return values.flatMap((value) => template(value).map((path) => ({ ...ANYTHING, path })));
    case 'PathRegexp':
      return examples(first).map((path) => ({ ...ANYTHING, path: path.startsWith('/') ? path : `/${path}` }));
    case 'Method':
      return values.map((value) => ({ ...ANYTHING, method: value.toUpperCase() }));
    case 'Header':
    case 'Headers':
      return [{ ...ANYTHING, headers: [[first, second]] }];
    case 'HeaderRegexp':
    case 'HeadersRegexp':
      return examples(second).map((value) => ({ ...ANYTHING, headers: [[first, value]] }));
    case 'Query':
      return [{ ...ANYTHING, query: first.includes('=') ? values.map(pair) : [[first, second]] }];
    case 'QueryRegexp':
      return examples(second).map((value) => ({ ...ANYTHING, query: [[first, value]] }));
    case 'ClientIP':
      return values.map((value) => ({ ...ANYTHING, clientIp: value.replace(/\/\d+$/, '') }));
    default:
      return [];
  }
}

function examples(expression: string): string[] {
  const text = exampleText(expression);
  return text === undefined ? [] : [text];
}

/** A host pattern: with braces a template of the v2 syntax, else an expression; both where it can be either. */
function filled(value: string): string[] {
  return /\{\w*[a-zA-Z]/.test(value) ? template(value) : examples(value);
}

/** A text with its variables of the v2 syntax filled in. */
function template(value: string): string[] {
  const parts = value.split(/\{(\w*[a-zA-Z]\w*(?::(?:[^{}]|\{[^{}]*\})*)?)\}/);
  const texts = parts.map((part, index) => {
    if (index % 2 === 0) return part;
    const colon = part.indexOf(':');
    return colon < 0 ? 'any' : exampleText(part.slice(colon + 1));
  });
  return texts.includes(undefined) ? [] : [texts.join('')];
}

function pair(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}
