import type { Json } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import { badBody } from './bad-body.ts';
import { decodeMessage } from './decode-message.ts';
import { messageOf } from './message-table.ts';
import { fieldsOf, type WireValue } from './wire.ts';

/** "k8s" and a zero: what every protobuf body of Kubernetes begins with. */
const MAGIC = Buffer.from('k8s\0', 'latin1');

/** The packages of messages in the table, by the API version that objects say they are of. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['v1', 'core'],
  ['apps/v1', 'apps'],
  ['batch/v1', 'batch'],
  ['networking.k8s.io/v1', 'networking'],
  ['autoscaling/v1', 'scale'],
  ['autoscaling/v2', 'autoscaling'],
  ['policy/v1', 'policy'],
  ['rbac.authorization.k8s.io/v1', 'rbac'],
  ['discovery.k8s.io/v1', 'discovery'],
  ['coordination.k8s.io/v1', 'coordination'],
  ['authentication.k8s.io/v1', 'authentication'],
  ['authorization.k8s.io/v1', 'authorization'],
]);

/**
 * The object in a body of `application/vnd.kubernetes.protobuf`, as JSON has it (Kubernetes API concepts, "Kubernetes
 * Protobuf encoding"): the four magic bytes, then {1: {1: apiVersion, 2: kind}, 2: the message of that kind,
 * 3: its content encoding, 4: its content type}. Throws an ApiError: 400 if the bytes are nothing of that kind, 415 if
 * they are, of an object that the lab reads as JSON alone.
 */
export function decodeProtobuf(body: Buffer): Json {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw badBody('it does not begin with the bytes 6b 38 73 00');
  }
  const envelope = lastValues(body.subarray(MAGIC.length));
  const typeMeta = lastValues(bytesAt(envelope, 1));
  const apiVersion = textAt(typeMeta, 1);
  const kind = textAt(typeMeta, 2);
  if (kind === '' || apiVersion === '') throw badBody('it does not say which kind of object it is');
  const message = messageFor(apiVersion, kind);
  if (message === undefined || textAt(envelope, 3) !== '' || textAt(envelope, 4) !== '') {
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format (protobuf of ${kind} in ${apiVersion}) - accepted media types include: application/json, application/yaml`,
    );
  }
  return { apiVersion, kind, ...decodeMessage(message, bytesAt(envelope, 2)) };
}

/** The name of the message of a kind; undefined: none is known. The options of a deletion are of every API version. */
function messageFor(apiVersion: string, kind: string): string | undefined {
  if (kind === 'DeleteOptions') return 'meta.DeleteOptions';
  const packageName = PACKAGES.get(apiVersion);
  if (packageName === undefined) return undefined;
  const name = `${packageName}.${kind}`;
  return messageOf(name) && name;
}

function lastValues(message: Buffer): ReadonlyMap<number, WireValue> {
  return new Map([...fieldsOf(message)].map(({ number, value }) => [number, value]));
}

function bytesAt(values: ReadonlyMap<number, WireValue>, number: number): Buffer {
  const value = values.get(number);
  if (value === undefined) return Buffer.alloc(0);
  if (value.wire !== 'bytes') throw badBody('wrong wire type in the envelope');
  return value.value;
}

function textAt(values: ReadonlyMap<number, WireValue>, number: number): string {
  return bytesAt(values, number).toString('utf8');
}
