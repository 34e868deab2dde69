import type { ResourceSet } from '../configurator.ts';
import type { ResourceReference } from '../resources/diagnostic.ts';
import type { Origin } from '../resources/origin.ts';
import type { Resource } from '../resources/resource.ts';

type Plain<R> = R extends Resource ? Omit<R, 'origin' | 'object'> : never;

/** Resources as plain data, which can be posted to a thread. */
export interface PlainResourceSet {
  readonly resources: readonly Plain<Resource>[];
  readonly rejected: readonly ResourceReference[];
}

/** Leaves out where things are written and how: findings are made once, where the sources are. */
export function toPlain({ resources, rejected = [] }: ResourceSet): PlainResourceSet {
  return { resources: resources.map(({ origin: _origin, object: _object, ...plain }) => plain), rejected };
}

/** Resources that route as those they were made from; what is found about them points nowhere. */
export function fromPlain({ resources, rejected }: PlainResourceSet): ResourceSet {
  return {
    resources: resources.map((plain): Resource => ({ ...plain, origin: NOWHERE, object: {} })),
    rejected,
  };
}

const NOWHERE: Origin = {
  file: '',
  position: () => ({ file: '', line: 1, column: 1, lineText: '' }),
};
