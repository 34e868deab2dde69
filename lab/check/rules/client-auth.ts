import { warning } from '../finding.ts';
import type { CheckRule } from '../rule.ts';

/** What each type that verifies nothing does instead. */
const UNVERIFIED: ReadonlyMap<string, string> = new Map([
  ['NoClientCert', 'clients are not asked for a certificate'],
  ['RequestClientCert', 'clients are asked for a certificate, and let in without one or with any'],
  ['RequireAnyClientCert', 'clients need a certificate, but any will do'],
]);

/** Authorities for certificates of clients that nothing is verified with. */
export const clientAuth: CheckRule = function* ({ configurator }) {
  for (const options of configurator.configuration.tls.options.values()) {
    const { clientAuthType: type = '', clientCas, path } = options;
    const instead = UNVERIFIED.get(type);
    if (instead === undefined || clientCas.length === 0) continue;
    yield warning(options, [...path, 'clientAuth', 'clientAuthType'], {
      code: 'client-auth-unverified',
      message: `the authorities are not used: with ${type} ${instead}`,
      advice: 'write clientAuthType: RequireAndVerifyClientCert',
    });
  }
};
