import { CHUNK_CASES } from './chunk-cases.ts';
import { CONNECTION_CASES } from './connection-cases.ts';
import type { CorpusCase, ResponseCase } from './corpus-case.ts';
import { FIELD_CASES } from './field-cases.ts';
import { HOST_CASES } from './host-cases.ts';
import { LENGTH_CASES } from './length-cases.ts';
import { PIPELINE_CASES } from './pipeline-cases.ts';
import { REQUEST_LINE_CASES } from './request-line-cases.ts';
import { RESPONSE_BODY_CASES } from './response-body-cases.ts';
import { RESPONSE_DESYNC_CASES } from './response-desync-cases.ts';
import { RESPONSE_HEAD_CASES } from './response-head-cases.ts';

/**
 * What clients may send to a proxy and a strict one makes of it. The proxy is assumed to have one route for every host, to
 * trust no client's X-Forwarded fields, and to limit heads to less than 20,000 bytes.
 */
export const CORPUS: readonly CorpusCase[] = [
  ...REQUEST_LINE_CASES,
  ...FIELD_CASES,
  ...HOST_CASES,
  ...LENGTH_CASES,
  ...CHUNK_CASES,
  ...CONNECTION_CASES,
  ...PIPELINE_CASES,
];

/** What servers may answer to a proxy, and what its client has to see. */
export const RESPONSE_CORPUS: readonly ResponseCase[] = [
  ...RESPONSE_HEAD_CASES,
  ...RESPONSE_BODY_CASES,
  ...RESPONSE_DESYNC_CASES,
];
