import type { X509Certificate } from 'node:crypto';
import type { Diagnostic } from '../../../engine/core.ts';
import { warning } from '../finding.ts';
import { certificatesIn } from '../pem.ts';
import type { CheckRule, CheckSubject } from '../rule.ts';

const DAY_MS = 86_400_000;
/** So early a certificate is to be renewed. */
const SOON_DAYS = 30;

/** Certificates that clients or servers refuse for the day of today, or soon will. */
export const certificates: CheckRule = function* (subject) {
  const { tls, http, tcp } = subject.configurator.configuration;
  const trusts = [
    ...http.serversTransports.values(),
    ...[...tcp.serversTransports.values()].flatMap((transport) => (transport.tls ? [transport.tls] : [])),
  ];
  const own = [
    ...tls.certificates,
    ...(tls.defaultCertificate ? [tls.defaultCertificate] : []),
    ...trusts.flatMap((trust) => trust.certificates),
  ];
  for (const { name, certificatePem, source } of own) {
    const trouble = troubleOf(certificatesIn(certificatePem), subject.now);
    if (!trouble) continue;
    const { resource, origin, path } = source;
    const { code, when, advice } = trouble;
    const message = `the certificate of ${name} ${when}`;
    yield warning({ resource, origin }, [...path, 'tls.crt'], { code, message, advice });
  }
  yield* authorities(subject);
};

/** A bundle may hold an old authority beside the new one: only one that is of no use at all is reported. */
function* authorities({ configurator, now }: CheckSubject): Generator<Diagnostic> {
  for (const options of configurator.configuration.tls.options.values()) {
    for (const [index, pem] of options.clientCas.entries()) {
      const found = certificatesIn(pem);
      const troubles = found.flatMap((certificate) => troubleOf([certificate], now) ?? []);
      const [trouble] = troubles;
      if (!trouble || troubles.length < found.length) continue;
      const field = options.resource?.kind === 'TLSOption' ? 'secretNames' : 'caFiles';
      yield warning(options, [...options.path, 'clientAuth', field, index], {
        code: trouble.code,
        message: `the authority that client certificates are verified with ${trouble.when}`,
        advice: trouble.advice,
      });
    }
  }
}

interface Trouble {
  readonly code: Diagnostic['code'];
  /** Completes "the certificate of ...". */
  readonly when: string;
  readonly advice: string;
}

/** The worst of a chain, in which each certificate counts. */
function troubleOf(chain: readonly X509Certificate[], now: Date): Trouble | undefined {
  if (chain.length === 0) return undefined;
  const ends = Math.min(...chain.map(({ validTo }) => Date.parse(validTo)));
  const begins = Math.max(...chain.map(({ validFrom }) => Date.parse(validFrom)));
  if (ends <= now.getTime()) {
    const when = `expired on ${day(ends)}: whoever checks it refuses the connection`;
    return { code: 'certificate-expired', when, advice: 'renew it' };
  }
  if (begins > now.getTime()) {
    const when = `is not valid before ${day(begins)}: whoever checks it refuses the connection`;
    return { code: 'certificate-not-yet-valid', when, advice: 'use one that is valid today' };
  }
  const days = Math.floor((ends - now.getTime()) / DAY_MS);
  if (days >= SOON_DAYS) return undefined;
  const when = `expires on ${day(ends)}, in ${days} ${days === 1 ? 'day' : 'days'}`;
  return { code: 'certificate-expires-soon', when, advice: 'renew it before' };
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
