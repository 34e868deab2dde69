import { define, TRAEFIK } from './definition.ts';
import { anything, choice, effective, fields, flag, list, text, texts } from './fields.ts';

export const tlsVersion = effective('VersionTLS10', 'VersionTLS11', 'VersionTLS12', 'VersionTLS13');

/** Traefik: kubernetes-crd/http/tlsoption. */
export const tlsOption = define('TLSOption', TRAEFIK, {
  spec: fields({
    minVersion: tlsVersion.optional(),
    maxVersion: tlsVersion.optional(),
    cipherSuites: texts.optional(),
    curvePreferences: texts.optional(),
    clientAuth: fields({
      secretNames: list(text),
      clientAuthType: choice(
        'NoClientCert',
        'RequestClientCert',
        'RequireAnyClientCert',
        'VerifyClientCertIfGiven',
        'RequireAndVerifyClientCert',
      ).optional(),
    }).optional(),
    sniStrict: flag.optional(),
    alpnProtocols: texts.optional(),
    disableSessionTickets: flag.optional(),
    preferServerCipherSuites: flag.optional(),
  }),
  status: anything,
});

/** Traefik: kubernetes-crd/http/tlsstore. Only the store `default` is read. */
export const tlsStore = define('TLSStore', TRAEFIK, {
  spec: fields({
    defaultCertificate: fields({ secretName: text }).optional(),
    defaultGeneratedCert: fields({
      resolver: text.optional(),
      domain: fields({ main: text.optional(), sans: texts.optional() }).optional(),
    }).optional(),
    certificates: list(fields({ secretName: text })),
  }),
  status: anything,
});
