import { getCiphers } from 'node:tls';

/**
 * TLS 1.2 and older suites by their names in Go's crypto/tls, which Traefik's `cipherSuites` uses, in Go's order
 * of preference. OpenSSL calls them differently.
 */
const opensslNames: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_256_GCM_SHA384: 'AES256-GCM-SHA384',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
  TLS_RSA_WITH_AES_256_CBC_SHA: 'AES256-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 'ECDHE-ECDSA-AES128-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 'ECDHE-RSA-AES128-SHA256',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA: 'ECDHE-RSA-DES-CBC3-SHA',
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: 'DES-CBC3-SHA',
  TLS_ECDHE_ECDSA_WITH_RC4_128_SHA: 'ECDHE-ECDSA-RC4-SHA',
  TLS_ECDHE_RSA_WITH_RC4_128_SHA: 'ECDHE-RSA-RC4-SHA',
  TLS_RSA_WITH_RC4_128_SHA: 'RC4-SHA',
};

/** Named alike in Go and OpenSSL; Go always offers all three. The order is Go's with AES in hardware. */
const tls13Suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];

/** A signal of clients, not a suite; Traefik knows the name. */
const fallbackSignal = 'TLS_FALLBACK_SCSV';

/** What Go offers when no suites are configured: forward secrecy only. */
const defaultSuites = Object.keys(opensslNames).filter((name) => {
  return name.startsWith('TLS_ECDHE_') && !/_RC4_|_3DES_|_CBC_SHA256$/.test(name);
});

/** Whether Traefik knows a cipher suite by this name. */
export function isCipherSuite(name: string): boolean {
  return Object.hasOwn(opensslNames, name) || tls13Suites.includes(name) || name === fallbackSignal;
}

/**
 * The `ciphers` option of node:tls for suites by their Go names (none: Go's default list), in Go's order: the
 * order of configuration does not count. The TLS 1.3 suites are always in it. Suites that this build of OpenSSL
 * has not (RC4, 3DES) are left out.
 */
export function opensslCiphers(names: readonly string[]): string {
  const wanted = new Set(names.length > 0 ? names : defaultSuites);
  const available = new Set(getCiphers());
  const ciphers = Object.entries(opensslNames)
    .filter(([name, cipher]) => wanted.has(name) && available.has(cipher.toLowerCase()))
    .map(([, cipher]) => cipher);
  return [...tls13Suites, ...new Set(ciphers)].join(':');
}
