import { clientIpsMatcher } from './client-address.ts';
import { anyOf, type Condition, type RuleLanguage, ValueError, values } from './matcher.ts';
import type { TcpFacts } from './tcp-facts.ts';
import { alpn, observeSni } from './tcp-matchers.ts';
import { compileTemplate } from './template.ts';

const HOST_OR_IP = /^[\w.:-]+$/;

/** Traefik lets a first `*` match connections without a server name too, a later one only those with one. */
const hostSni = values((written): Condition<TcpFacts> => {
  const names = new Set<string>();
  written.forEach((value, index) => {
    if (value !== '*' && !HOST_OR_IP.test(value)) {
      const problem = `invalid value for HostSNI matcher, ${JSON.stringify(value)} is not a valid hostname or IP`;
      throw new ValueError(problem, index, 'a name such as db.test, or *');
    }
    names.add(value.toLowerCase()).add(value.toLowerCase().replace(/\.$/, ''));
  });
  const everything = written[0] === '*';
  const anyName = names.has('*');
  return {
    matches: ({ sni }) => everything || (sni !== '' && (anyName || names.has(sni.toLowerCase()))),
    observe: (facts) => (everything ? 'it matches every connection' : observeSni(facts)),
  };
});

const hostSniRegexp = anyOf((template, index): Condition<TcpFacts> => {
  const pattern = compileTemplate('HostSNIRegexp', template, index, { anything: '[^.]+', ignoreCase: true });
  return { matches: ({ sni }) => pattern.foundIn(sni.toLowerCase()), observe: observeSni };
});

/** The TCP matchers of the v2 rule syntax (Traefik 2.11: routing/routers#rule_1). */
export const tcpLanguageV2: RuleLanguage<TcpFacts> = {
  syntax: 'v2',
  wildcards: false,
  matchers: {
    ALPN: anyOf((value, index) => alpn(value, index)),
    ClientIP: clientIpsMatcher,
    HostSNI: hostSni,
    HostSNIRegexp: hostSniRegexp,
  },
  expectedCount: ({ minimumValues }) => `expected at least ${minimumValues}`,
};
