import { z } from 'zod';
import { define, TRAEFIK } from './definition.ts';
import {
  anyMap,
  anything,
  duration,
  fields,
  flag,
  integer,
  list,
  objectReference,
  text,
  texts,
  typedBy,
} from './fields.ts';
import { digestAuth, forwardAuth, passTlsClientCert, redis } from './middleware-auth.ts';
import { headers } from './middleware-headers.ts';
import { loadBalancerService } from './traefik-service.ts';

const ipStrategy = fields({
  depth: integer(0).optional(),
  excludedIPs: texts.optional(),
  ipv6Subnet: integer(0, 128).optional(),
});

const addresses = { sourceRange: list(text), ipStrategy: ipStrategy.optional() };

const sourceCriterion = fields({
  ipStrategy: ipStrategy.optional(),
  requestHeaderName: text.optional(),
  requestHost: flag.optional(),
});

/** The types of HTTP middlewares, with their options. Those of plugins are passed on as written. */
export const middlewareTypes = {
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
  ipAllowList: fields({ ...addresses, rejectStatusCode: integer(100, 599).optional() }).optional(),
  ipWhiteList: fields(addresses).optional(),
  basicAuth: fields({
    secret: text.optional(),
    realm: text.optional(),
    headerField: text.optional(),
    removeHeader: flag.optional(),
  }).optional(),
  chain: fields({ middlewares: list(objectReference) }).optional(),
  buffering: fields({
    maxRequestBodyBytes: integer(0).optional(),
    memRequestBodyBytes: integer(0).optional(),
    maxResponseBodyBytes: integer(0).optional(),
    memResponseBodyBytes: integer(0).optional(),
    retryExpression: text.optional(),
  }).optional(),
  compress: fields({
    excludedContentTypes: texts.optional(),
    includedContentTypes: texts.optional(),
    minResponseBodyBytes: integer(0).optional(),
    encodings: texts.optional(),
    defaultEncoding: text.optional(),
  }).optional(),
  errors: fields({
    status: texts.optional(),
    statusRewrites: z.record(z.string(), integer(100, 599), 'a mapping of statuses to a status').optional(),
    service: loadBalancerService,
    query: text.optional(),
    errorRequestHeaders: texts.optional(),
  }).optional(),
  inFlightReq: fields({
    amount: integer(0).optional(),
    sourceCriterion: sourceCriterion.optional(),
  }).optional(),
  rateLimit: fields({
    average: integer(0).optional(),
    period: duration.optional(),
    burst: integer(0).optional(),
    sourceCriterion: sourceCriterion.optional(),
    redis: redis.optional(),
  }).optional(),
  retry: fields({
    attempts: integer(0).optional(),
    initialInterval: duration.optional(),
    timeout: duration.optional(),
    status: texts.optional(),
    disableRetryOnNetworkError: flag.optional(),
    retryNonIdempotentMethod: flag.optional(),
    maxRequestBodyBytes: integer().optional(),
  }).optional(),
  circuitBreaker: fields({
    expression: text.optional(),
    checkPeriod: duration.optional(),
    fallbackDuration: duration.optional(),
    recoveryDuration: duration.optional(),
    responseCode: integer(100, 599).optional(),
  }).optional(),
  contentType: fields({ autoDetect: flag.optional() }).optional(),
  digestAuth: digestAuth.optional(),
  encodedCharacters: fields({
    allowEncodedSlash: flag.optional(),
    allowEncodedBackSlash: flag.optional(),
    allowEncodedNullCharacter: flag.optional(),
    allowEncodedSemicolon: flag.optional(),
    allowEncodedPercent: flag.optional(),
    allowEncodedQuestionMark: flag.optional(),
    allowEncodedHash: flag.optional(),
  }).optional(),
  forwardAuth: forwardAuth.optional(),
  grpcWeb: fields({ allowOrigins: texts.optional() }).optional(),
  passTLSClientCert: passTlsClientCert.optional(),
  plugin: anyMap.optional(),
};

/** Traefik: middlewares/http. One Middleware holds one type; whoever builds it refuses none and several. */
export const middleware = define('Middleware', TRAEFIK, {
  spec: typedBy('middleware type', middlewareTypes),
  status: anything,
});

/** The types of TCP middlewares, with their options. */
export const streamMiddlewareTypes = {
  inFlightConn: fields({ amount: integer(0).optional() }).optional(),
  ipAllowList: fields({ sourceRange: list(text) }).optional(),
  ipWhiteList: fields({ sourceRange: list(text) }).optional(),
};

/** Traefik: middlewares/tcp. */
export const middlewareTcp = define('MiddlewareTCP', TRAEFIK, {
  spec: typedBy('middleware type', streamMiddlewareTypes),
  status: anything,
});
