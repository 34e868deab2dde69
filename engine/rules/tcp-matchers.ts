import { clientIpMatcher } from './client-address.ts';
import { hostPattern } from './host-pattern.ts';
import { type Condition, oneValue, type RuleLanguage, ValueError } from './matcher.ts';
import type { TcpFacts } from './tcp-facts.ts';
import { compilePattern, isAscii } from './text-pattern.ts';

type TcpCondition = Condition<TcpFacts>;

const hostSni = oneValue((value) => hostSniCondition(value, /^(\*\.)?[\w.:-]+$/, 'db.test, *.db.test or *'));

/** Before Traefik 3.7: no wildcards but `*` alone. */
const literalHostSni = oneValue((value) => hostSniCondition(value, /^[\w.:-]+$/, 'db.test or *'));

function hostSniCondition(value: string, form: RegExp, examples: string): TcpCondition {
  if (value === '*') return { matches: () => true, observe: () => 'it matches every connection' };
  if (!form.test(value)) throw invalidHostname('HostSNI', value, `a name such as ${examples}`);
  const sameName = hostPattern(value.replace(/\.$/, '').toLowerCase());
  return { matches: ({ sni }) => sni !== '' && sameName(sni.toLowerCase()), observe: observeSni };
}

const hostSniRegexp = oneValue((value): TcpCondition => {
  if (!isAscii(value)) throw invalidHostname('HostSNIRegexp', value, 'names in punycode');
  const pattern = compilePattern('HostSNIRegexp', value, 0);
  return { matches: ({ sni }) => pattern.foundIn(sni.toLowerCase()), observe: observeSni };
});

export function alpn(value: string, index = 0): TcpCondition {
  if (value === 'acme-tls/1') {
    const problem = `invalid protocol value for ALPN matcher, "${value}" is not allowed`;
    throw new ValueError(problem, index, 'another protocol, as this one belongs to the ACME TLS challenge');
  }
  return {
    matches: (facts) => facts.alpn.includes(value),
    observe: (facts) =>
      facts.alpn.length === 0
        ? 'the client offers no protocol'
        : `the client offers ${facts.alpn.join(', ')}`,
  };
}

/** The TCP matchers of the v3 rule syntax (Traefik: routing/routers#rule_1). */
export const tcpLanguage: RuleLanguage<TcpFacts> = {
  syntax: 'v3',
  wildcards: true,
  matchers: {
    ALPN: oneValue((value) => alpn(value)),
    ClientIP: clientIpMatcher,
    HostSNI: hostSni,
    HostSNIRegexp: hostSniRegexp,
  },
  expectedCount: ({ minimumValues }) => `expected ${minimumValues}`,
};

/** The language before Traefik 3.7. */
export const tcpLanguageWithoutWildcards: RuleLanguage<TcpFacts> = {
  ...tcpLanguage,
  wildcards: false,
  matchers: { ...tcpLanguage.matchers, HostSNI: literalHostSni },
};

function invalidHostname(matcher: string, value: string, expected: string): ValueError {
  const problem = `invalid value for ${matcher} matcher, ${JSON.stringify(value)} is not a valid hostname`;
  return new ValueError(problem, 0, expected);
}

export function observeSni({ sni }: TcpFacts): string {
  return sni === '' ? 'the connection has no server name' : `the connection's server name is ${sni}`;
}
