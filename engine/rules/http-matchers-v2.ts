import { clientIpsMatcher } from './client-address.ts';
import { hostPatternIgnoringFinalDot } from './host-pattern.ts';
import type { HttpFacts } from './http-facts.ts';
import { headerCondition, method, nonAscii, observeHost } from './http-matchers.ts';
import {
  anyOf,
  type Condition,
  type Matcher,
  pairs,
  type RuleLanguage,
  ValueError,
  values,
} from './matcher.ts';
import { compileTemplate, variableNames } from './template.ts';
import { compilePattern, isAscii } from './text-pattern.ts';

type HttpCondition = Condition<HttpFacts>;

const host = anyOf((value, index): HttpCondition => {
  if (!isAscii(value)) throw nonAscii('Host', value, 'the name in punycode', index);
  const sameHost = hostPatternIgnoringFinalDot(value.toLowerCase(), false);
  return { matches: (facts) => facts.host !== '' && sameHost(facts.host), observe: observeHost };
});

const hostRegexp = anyOf((value, index): HttpCondition => {
  if (!isAscii(value)) throw nonAscii('HostRegexp', value, 'names in punycode', index);
  const pattern = compileTemplate('HostRegexp', value, index, { anything: '[^.]+', ignoreCase: true });
  return { matches: (facts) => pattern.foundIn(facts.host), observe: observeHost };
});

const headers = pairs((name, value) => headerCondition(name, (line) => line === value));

const headersRegexp = pairs((name, value, index) => {
  const pattern = compilePattern('HeadersRegexp', value, index);
  return headerCondition(name, pattern.foundIn);
});

/** Each value is a parameter with its value; all must hold. A value that is left empty is any. */
const query: Matcher<HttpFacts> = values((written) => {
  const names = new Set<string>();
  const conditions = parameters(written).map(({ name, value, index }) => {
    for (const variable of variableNames('Query', `${name}=${value}`, index)) {
      if (names.has(variable)) {
        throw new ValueError(`duplicated route variable ${JSON.stringify(variable)}`, index, 'another name');
      }
    }
    for (const variable of variableNames('Query', `${name}=${value}`, index)) names.add(variable);
    return queryCondition(name, value, index);
  });
  return {
    matches: (facts) => conditions.every((condition) => condition.matches(facts)),
    observe: (facts) => conditions.map((condition) => condition.observe(facts)).join(' and '),
  };
});

/** The HTTP matchers of the v2 rule syntax, as Traefik 3 reads it. */
export const httpLanguageV2: RuleLanguage<HttpFacts> = {
  matchers: {
    ClientIP: clientIpsMatcher,
    Headers: headers,
    HeadersRegexp: headersRegexp,
    Host: host,
    HostHeader: host,
    HostRegexp: hostRegexp,
    Method: anyOf((value) => method(value)),
    Query: query,
    ...pathMatchers(({ path }) => path),
  },
  expectedCount: ({ minimumValues }) => `expected at least ${minimumValues}`,
};

/** As Traefik 2.11 reads it: `%2F` in a request's path is `/` (Traefik 2.11: routing/routers#rule). */
export const httpLanguage211: RuleLanguage<HttpFacts> = {
  ...httpLanguageV2,
  matchers: { ...httpLanguageV2.matchers, ...pathMatchers(({ path }) => decodedPath(path)) },
};

/** The language in which every request has the method that is asked for; `!Method` never holds. */
export const httpLanguageOfAnyMethod: RuleLanguage<HttpFacts> = {
  ...httpLanguage211,
  matchers: {
    ...httpLanguage211.matchers,
    Method: values(() => ({ matches: () => true, observe: () => 'every method counts' })),
  },
};

function pathMatchers(pathOf: (facts: HttpFacts) => string): Record<string, Matcher<HttpFacts>> {
  return {
    Path: anyOf((value, index) => pathCondition('Path', value, index, true, pathOf)),
    PathPrefix: anyOf((value, index) => pathCondition('PathPrefix', value, index, false, pathOf)),
  };
}

function pathCondition(
  matcher: string,
  template: string,
  index: number,
  toEnd: boolean,
  pathOf: (facts: HttpFacts) => string,
): HttpCondition {
  if (!template.startsWith('/')) {
    const problem = `path must start with a slash, got ${JSON.stringify(template)}`;
    throw new ValueError(problem, index, `a path such as /${template}`);
  }
  const pattern = compileTemplate(matcher, template, index, { anything: '[^/]+', toEnd });
  return {
    matches: (facts) => pattern.foundIn(pathOf(facts)),
    observe: (facts) => `the request's path is ${pathOf(facts)}`,
  };
}

/** What a routing path keeps encoded is ASCII. */
function decodedPath(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** A query parameter with its value, which may be a template; empty: any. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly index: number;
}

/**
 * `name=value` in one value of the matcher. Names without `=` are taken for names and values in turn, as Traefik does
 * by splitting all values and pairing what comes of it.
 */
export function parameters(written: readonly string[]): Parameter[] {
  const parts = written.flatMap((value, index) => {
    const [, name = value, rest] = /^([^=]*)=([\s\S]*)$/.exec(value) ?? [];
    return (rest === undefined ? [name] : [name, rest]).map((text) => ({ text, index }));
  });
  const found: Parameter[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const [name, value] = [parts[at], parts[at + 1]];
    if (!name || !value) {
      const problem = `number of parameters must be multiple of 2, got [${parts.map(({ text }) => text).join(' ')}]`;
      throw new ValueError(problem, parts[at]?.index ?? 0, 'a parameter with its value, such as `page=2`');
    }
    found.push({ name: name.text, value: value.text, index: name.index });
  }
  return found;
}

/** Of a parameter that is sent several times the first value counts. */
function queryCondition(name: string, template: string, index: number): HttpCondition {
  const text = template === '' ? `${name}={any}` : `${name}=${template}`;
  const pattern = compileTemplate('Query', text, index, { anything: '.*' });
  const first = (facts: HttpFacts): string | undefined =>
    facts.query().find(([candidate]) => candidate === name)?.[1];
  return {
    matches(facts) {
      const value = first(facts);
      return value !== undefined && pattern.foundIn(`${name}=${value}`);
    },
    observe(facts) {
      const value = first(facts);
      return value === undefined
        ? `the request has no query parameter ${name}`
        : `the request's query parameter ${name} is ${JSON.stringify(value)}`;
    },
  };
}
