import { define, TRAEFIK } from './definition.ts';
import {
  anyMap,
  anything,
  fields,
  flag,
  integer,
  list,
  objectReference,
  text,
  texts,
  typedBy,
} from './fields.ts';
import { headers } from './middleware-headers.ts';

const ipAllowList = fields({
  sourceRange: list(text),
  ipStrategy: fields({
    depth: integer(0).optional(),
    excludedIPs: texts.optional(),
    ipv6Subnet: integer(0, 128).optional(),
  }).optional(),
  rejectStatusCode: integer(100, 599).optional(),
});

const unreadOptions = anyMap.optional();

/**
 * Traefik: middlewares/http. One Middleware holds one type; whoever builds it refuses none and several.
 * Options without a schema here are passed on as written.
 */
export const middleware = define('Middleware', TRAEFIK, {
  spec: typedBy('middleware type', {
    addPrefix: fields({ prefix: text.optional() }).optional(),
    stripPrefix: fields({ prefixes: list(text), forceSlash: flag.optional() }).optional(),
    stripPrefixRegex: fields({ regex: list(text) }).optional(),
    replacePath: fields({ path: text.optional() }).optional(),
    replacePathRegex: fields({ regex: text.optional(), replacement: text.optional() }).optional(),
    headers: headers.optional(),
    redirectScheme: fields({
      scheme: text.optional(),
      port: text.optional(),
      permanent: flag.optional(),
    }).optional(),
    redirectRegex: fields({
      regex: text.optional(),
      replacement: text.optional(),
      permanent: flag.optional(),
    }).optional(),
    ipAllowList: ipAllowList.optional(),
    ipWhiteList: ipAllowList.optional(),
    basicAuth: fields({
      secret: text.optional(),
      realm: text.optional(),
      headerField: text.optional(),
      removeHeader: flag.optional(),
    }).optional(),
    chain: fields({ middlewares: list(objectReference) }).optional(),
    buffering: unreadOptions,
    circuitBreaker: unreadOptions,
    compress: unreadOptions,
    contentType: unreadOptions,
    digestAuth: unreadOptions,
    encodedCharacters: unreadOptions,
    errors: unreadOptions,
    forwardAuth: unreadOptions,
    grpcWeb: unreadOptions,
    inFlightReq: unreadOptions,
    passTLSClientCert: unreadOptions,
    plugin: unreadOptions,
    rateLimit: unreadOptions,
    retry: unreadOptions,
  }),
  status: anything,
});

/** Traefik: middlewares/tcp. */
export const middlewareTcp = define('MiddlewareTCP', TRAEFIK, {
  spec: typedBy('middleware type', {
    inFlightConn: fields({ amount: integer(0).optional() }).optional(),
    ipAllowList: fields({ sourceRange: list(text) }).optional(),
    ipWhiteList: fields({ sourceRange: list(text) }).optional(),
  }),
  status: anything,
});
