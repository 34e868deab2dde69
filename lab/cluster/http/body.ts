import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import type { Patch } from '../api/requests.ts';
import type { Json } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import { decodeProtobuf } from '../protobuf/decode.ts';
import { badRequest, unknownFormat } from './refusals.ts';

/** The most bytes of a body: what a real API server takes. */
export const LARGEST_BODY = 3 * 1024 * 1024;

const OBJECT_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

const PATCH_TYPES: ReadonlyMap<string, Patch['type']> = new Map([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

/** What is read of a body that is too large, so that the client gets to read the answer, before it is cut off. */
const MOST_DISCARDED = 10 * LARGEST_BODY;

/**
 * The whole body.
 *
 * @throws ApiError 413
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= LARGEST_BODY) chunks.push(chunk);
    else chunks.length = 0;
    if (length > MOST_DISCARDED) break;
  }
  if (length > LARGEST_BODY) {
    const message = `Request entity too large: limit is ${LARGEST_BODY}`;
    throw new ApiError(413, 'RequestEntityTooLarge', message);
  }
  return Buffer.concat(chunks, length);
}

/**
 * The object in a body of this `Content-Type`; JSON where none is given, as some clients leave it out.
 *
 * @throws ApiError 400 or 415
 */
export function parseObject(body: Buffer, contentType: string | undefined): Json {
  const type = mediaTypeOf(contentType);
  if (type === 'application/vnd.kubernetes.protobuf') return decodeProtobuf(body);
  if (type === '' || type === 'application/json') return mapping(parseJson(body));
  if (type === 'application/yaml') return mapping(parseYaml(body));
  throw unknownFormat(OBJECT_TYPES);
}

/**
 * The options in the body of a DELETE; none where it is empty.
 *
 * @throws ApiError 400 or 415
 */
export function parseOptions(body: Buffer, contentType: string | undefined): Json {
  return body.length === 0 ? {} : parseObject(body, contentType);
}

/**
 * The patch in a body. `force`: server-side apply takes fields from other managers.
 *
 * @throws ApiError 400 or 415
 */
export function parsePatch(body: Buffer, contentType: string | undefined, force: boolean): Patch {
  const type = PATCH_TYPES.get(mediaTypeOf(contentType));
  switch (type) {
    case undefined:
      throw unknownFormat([...PATCH_TYPES.keys()]);
    case 'json': {
      const operations = parseJson(body);
      if (!Array.isArray(operations)) {
        throw badRequest(
          'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
        );
      }
      return { type, body: operations };
    }
    case 'apply':
      // YAML by name; clients send JSON, which is read much faster as what it is.
      return { type, body: mapping(body[0] === 0x7b ? parseJson(body) : parseYaml(body)), force };
    default:
      return { type, body: mapping(parseJson(body)) };
  }
}

function mediaTypeOf(contentType = ''): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function mapping(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('the object provided is unrecognized (must be of type object): expected a mapping');
  }
  return value as Json;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${messageOf(error)}`);
  }
}

/** As kubectl reads YAML: version 1.1, where `on` and `y` are booleans. */
function parseYaml(body: Buffer): unknown {
  try {
    return parse(body.toString('utf8'), { version: '1.1', merge: true, logLevel: 'error' }) as unknown;
  } catch (error) {
    throw badRequest(`error converting YAML to JSON: yaml: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
