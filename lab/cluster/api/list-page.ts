import type { KubeObject } from '../objects/object.ts';
import { badRequest } from './errors.ts';
import { isRecord } from './json.ts';
import type { Listed, ListOptions, ObjectFilter } from './requests.ts';

/** A list, or the part of it that was asked for, in the order of etcd's keys: by namespace and name. */
export function pageOf(
  objects: readonly KubeObject[],
  filter: ObjectFilter | undefined,
  { limit, continueAt }: Pick<ListOptions, 'limit' | 'continueAt'>,
  revision: number,
): Listed {
  const selected = filter ? objects.filter(filter) : objects;
  const sorted = selected
    .map((object) => ({ key: keyOf(object), object }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const token = continueAt === undefined || continueAt === '' ? undefined : readToken(continueAt);
  const rest = token === undefined ? sorted : sorted.filter(({ key }) => key > token.after);
  const page = limit !== undefined && limit > 0 ? rest.slice(0, limit) : rest;
  const items = page.map(({ object }) => object);
  const last = page.at(-1);
  const listRevision = token?.revision ?? revision;
  if (!last || page.length === rest.length) return { items, revision: listRevision };
  const next = writeToken({ revision: listRevision, after: last.key });
  // What a selector would leave of the rest is not counted, as in Kubernetes.
  const remaining = filter ? {} : { remaining: rest.length - page.length };
  return { items, revision: listRevision, continueAt: next, ...remaining };
}

interface Token {
  /** Of the first part: a watch from there misses nothing that changed between two parts. */
  readonly revision: number;
  /** The key of the last item that was sent. */
  readonly after: string;
}

function keyOf({ metadata: { namespace = '', name } }: KubeObject): string {
  return `${namespace}/${name}`;
}

function writeToken({ revision, after }: Token): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })).toString(
    'base64url',
  );
}

function readToken(token: string): Token {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (isRecord(value) && typeof value['rv'] === 'number' && typeof value['start'] === 'string') {
      return { revision: value['rv'], after: value['start'] };
    }
  } catch {
    // Told below, as what can be read and says nothing is.
  }
  throw badRequest('continue key is not valid: it is not one that a list has answered');
}
