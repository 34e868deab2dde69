import fc from 'fast-check';
import type { Json } from '../objects/object.ts';

/** An object with some of the fields. */
const some = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Json> =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });

const named = (
  key: string,
  names: readonly (string | number)[],
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
) =>
  fc
    .subarray([...names])
    .chain((picked) => fc.shuffledSubarray(picked, { minLength: picked.length }))
    .chain((picked) =>
      fc.tuple(...picked.map((name) => some(fields).map((item): Json => ({ [key]: name, ...item })))),
    );

const labels = some({ app: fc.constantFrom('x', 'y'), tier: fc.constantFrom('x', 'y') });
const value = fc.constantFrom('1', '2');

const container = {
  image: value,
  args: fc.subarray(['-a', '-b', '-c']),
  env: named('name', ['A', 'B', 'C'], { value }),
  // With the field that has a default: this is how the API keeps it.
  ports: named('containerPort', [80, 81, 82], { name: value }).map((ports) =>
    ports.map((port) => ({ ...port, protocol: 'TCP' })),
  ),
};

const metadata = { labels, annotations: labels, finalizers: fc.shuffledSubarray(['x/a', 'x/b', 'x/c']) };

/** Deployments that share names of items, so that any two of them have much to merge. */
export const deployments: fc.Arbitrary<Json> = some({
  metadata: some(metadata),
  spec: some({
    replicas: fc.integer({ min: 0, max: 3 }),
    selector: some({ matchLabels: labels }),
    strategy: some({ type: value, rollingUpdate: some({ maxSurge: value, maxUnavailable: value }) }),
    template: some({
      metadata: some({ labels }),
      spec: some({
        containers: named('name', ['a', 'b', 'c'], container),
        tolerations: named('key', ['x', 'y'], { operator: value }),
        nodeSelector: labels,
        volumes: named('name', ['v', 'w'], { emptyDir: fc.constant({}), configMap: some({ name: value }) }),
      }),
    }),
  }),
});
