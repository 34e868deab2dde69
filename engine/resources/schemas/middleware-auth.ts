import { duration, fields, flag, integer, plainList, text, texts } from './fields.ts';

/** Options of middlewares that ask somebody, or say who asks. */

const clientTls = {
  caSecret: text.optional(),
  certSecret: text.optional(),
  insecureSkipVerify: flag.optional(),
};

/** Traefik: middlewares/http/digestauth. */
export const digestAuth = fields({
  secret: text.optional(),
  realm: text.optional(),
  headerField: text.optional(),
  removeHeader: flag.optional(),
});

/** Traefik: middlewares/http/forwardauth. `caOptional` exists in version 2 only. */
export const forwardAuth = fields({
  address: text.optional(),
  trustForwardHeader: flag.optional(),
  authRequestHeaders: texts.optional(),
  authResponseHeaders: texts.optional(),
  authResponseHeadersRegex: text.optional(),
  addAuthCookiesToResponse: texts.optional(),
  forwardBody: flag.optional(),
  maxBodySize: integer().optional(),
  maxResponseBodySize: integer().optional(),
  preserveLocationHeader: flag.optional(),
  preserveRequestMethod: flag.optional(),
  headerField: text.optional(),
  authSigninURL: text.optional(),
  tls: fields({ ...clientTls, caOptional: flag.optional() }).optional(),
});

const nameParts = {
  country: flag.optional(),
  province: flag.optional(),
  locality: flag.optional(),
  organization: flag.optional(),
  commonName: flag.optional(),
  serialNumber: flag.optional(),
  domainComponent: flag.optional(),
};

/** Traefik: middlewares/http/passtlsclientcert. */
export const passTlsClientCert = fields({
  pem: flag.optional(),
  info: fields({
    notAfter: flag.optional(),
    notBefore: flag.optional(),
    sans: flag.optional(),
    serialNumber: flag.optional(),
    subject: fields({ ...nameParts, organizationalUnit: flag.optional() }).optional(),
    issuer: fields(nameParts).optional(),
  }).optional(),
});

/** Traefik: middlewares/http/ratelimit#redis. */
export const redis = fields({
  endpoints: plainList(text).optional(),
  secret: text.optional(),
  db: integer(0).optional(),
  poolSize: integer(0).optional(),
  minIdleConns: integer(0).optional(),
  maxActiveConns: integer(0).optional(),
  dialTimeout: duration.optional(),
  readTimeout: duration.optional(),
  writeTimeout: duration.optional(),
  tls: fields(clientTls).optional(),
});
