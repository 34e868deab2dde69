import { domainToASCII } from 'node:url';
import { clientIpMatcher } from './client-address.ts';
import { hostPatternIgnoringFinalDot } from './host-pattern.ts';
import type { HttpFacts } from './http-facts.ts';
import {
  type Condition,
  type Matcher,
  oneOrTwoValues,
  oneValue,
  type RuleLanguage,
  twoValues,
  ValueError,
} from './matcher.ts';
import { compilePattern, isAscii } from './text-pattern.ts';

type HttpCondition = Condition<HttpFacts>;

const host = oneValue((value) => hostCondition(value, true));

/** Before Traefik 3.7: a value that begins with `*` is a name, which no host has. */
const literalHost = oneValue((value) => hostCondition(value, false));

function hostCondition(value: string, wildcards: boolean): HttpCondition {
  if (wildcards && value === '*') return { matches: () => true, observe: () => 'it matches every request' };
  if (!isAscii(value))
    throw nonAscii('Host', value, `the name in punycode: ${domainToASCII(value) || 'xn--…'}`);
  const sameHost = hostPatternIgnoringFinalDot(value.toLowerCase(), wildcards);
  return { matches: (facts) => facts.host !== '' && sameHost(facts.host), observe: observeHost };
}

const hostRegexp = oneValue((value): HttpCondition => {
  if (!isAscii(value)) throw nonAscii('HostRegexp', value, 'names in punycode');
  const pattern = compilePattern('HostRegexp', value, 0);
  // Traefik also searches the request's CNAME-flattened host, which is empty unless that feature is on.
  if (pattern.foundIn('')) {
    return { matches: () => true, observe: () => 'it matches the empty text and therefore every request' };
  }
  return { matches: (facts) => pattern.foundIn(facts.host), observe: observeHost };
});

const path = oneValue((value): HttpCondition => {
  checkPath(value);
  return { matches: (facts) => facts.path === value, observe: observePath };
});

const pathPrefix = oneValue((value): HttpCondition => {
  checkPath(value);
  return { matches: (facts) => facts.path.startsWith(value), observe: observePath };
});

const pathRegexp = oneValue((value): HttpCondition => {
  const pattern = compilePattern('PathRegexp', value, 0);
  return { matches: (facts) => pattern.foundIn(facts.path), observe: observePath };
});

export function method(value: string): HttpCondition {
  const wanted = value.toUpperCase();
  return {
    matches: (facts) => facts.method === wanted,
    observe: (facts) => `the request's method is ${facts.method}`,
  };
}

const header = twoValues((name, value) => headerCondition(name, (line) => line === value));

const headerRegexp = twoValues((name, value) => {
  const pattern = compilePattern('HeaderRegexp', value, 1);
  return headerCondition(name, pattern.foundIn);
});

const query = oneOrTwoValues((name, value = '') => queryCondition(name, (candidate) => candidate === value));

const queryRegexp = oneOrTwoValues((name, value) => {
  if (value === undefined) return queryCondition(name, (candidate) => candidate === '');
  const pattern = compilePattern('QueryRegexp', value, 1);
  return queryCondition(name, pattern.foundIn);
});

/** The HTTP matchers of the v3 rule syntax (Traefik: routing/routers#rule). */
export const httpLanguage: RuleLanguage<HttpFacts> = {
  syntax: 'v3',
  wildcards: true,
  matchers: {
    ClientIP: clientIpMatcher,
    Header: header,
    HeaderRegexp: headerRegexp,
    Host: host,
    HostRegexp: hostRegexp,
    Method: oneValue(method),
    Path: path,
    PathPrefix: pathPrefix,
    PathRegexp: pathRegexp,
    Query: query,
    QueryRegexp: queryRegexp,
  },
  expectedCount: ({ minimumValues, maximumValues }: Matcher<HttpFacts>) =>
    `expected one of [${minimumValues === maximumValues ? minimumValues : `${minimumValues} ${maximumValues}`}]`,
};

/** The language before Traefik 3.7. */
export const httpLanguageWithoutWildcards: RuleLanguage<HttpFacts> = {
  ...httpLanguage,
  wildcards: false,
  matchers: { ...httpLanguage.matchers, Host: literalHost },
};

export function nonAscii(matcher: string, value: string, expected: string, index = 0): ValueError {
  const problem = `invalid value ${JSON.stringify(value)} for ${matcher} matcher, non-ASCII characters are not allowed`;
  return new ValueError(problem, index, expected);
}

function checkPath(value: string): void {
  if (value.startsWith('/')) return;
  const problem = `path ${JSON.stringify(value)} does not start with a '/'`;
  throw new ValueError(problem, 0, `a path such as /${value}`);
}

export function observeHost(facts: HttpFacts): string {
  return facts.host === '' ? 'the request names no host' : `the request's host is ${facts.host}`;
}

function observePath(facts: HttpFacts): string {
  return `the request's path is ${facts.path}`;
}

export function headerCondition(name: string, accepts: (line: string) => boolean): HttpCondition {
  const key = name.toLowerCase();
  const hidden = hiddenHeaders.get(key);
  if (hidden !== undefined) return { matches: () => false, observe: () => hidden };
  return {
    matches: (facts) => facts.header(key).some((line) => accepts(textOf(line))),
    observe(facts) {
      const lines = facts.header(key);
      if (lines.length === 0) return `the request has no ${name} header`;
      return `the request's ${name} header is ${quotedList(lines.map(textOf))}`;
    },
  };
}

/** Whether no rule can see a header, whatever a request has. */
export function isHiddenHeader(name: string): boolean {
  return hiddenHeaders.has(name.toLowerCase());
}

/** Go's server moves these out of the header map, so no rule can see them there. */
const hiddenHeaders = new Map([
  ['host', 'the Host header is hidden from header matchers, Host() sees it'],
  ['transfer-encoding', 'the Transfer-Encoding header is hidden from header matchers'],
  ['trailer', 'the Trailer header is hidden from header matchers'],
]);

/** Rules are UTF-8, and Go compares bytes. */
function textOf(line: string): string {
  return /[\x80-\xff]/.test(line) ? Buffer.from(line, 'latin1').toString('utf8') : line;
}

function queryCondition(name: string, accepts: (value: string) => boolean): HttpCondition {
  return {
    matches: (facts) => facts.query().some(([candidate, value]) => candidate === name && accepts(value)),
    observe(facts) {
      const values = facts.query().flatMap(([candidate, value]) => (candidate === name ? [value] : []));
      if (values.length === 0) return `the request has no query parameter ${name}`;
      return `the request's query parameter ${name} is ${quotedList(values)}`;
    },
  };
}

function quotedList(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(' and ');
}
