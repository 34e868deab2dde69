import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reviewFields } from '../field-review.ts';
import { formatPath } from '../json.ts';
import { parseManifests } from '../load.ts';
import { isKind } from '../resource.ts';
import { kinds } from './kinds.ts';
import { type CrdMapping, crdMappings, everyField, manifestOf } from './test-crd-fields.ts';

const MAPPINGS = crdMappings();
const KINDS = [...new Set(MAPPINGS.map(({ kind }) => kind))];
/** Of releases to come: known, so that a manifest that asks for it is refused rather than served without it. */
const TO_COME = new Set(['ServersTransport spec.peerCertSANs', 'ServersTransportTCP spec.tls.peerCertSANs']);

function knownFields({ kind, path }: CrdMapping): readonly string[] {
  assert.ok(isKind(kind));
  const object: unknown = JSON.parse(manifestOf(kind, [{ path: [...path, 'no such field'], value: 1 }]));
  const { unknown } = reviewFields(kinds[kind].schema, object);
  return unknown.find((found) => found.path.length === path.length + 1)?.known ?? [];
}

test('the list has every kind of Traefik', () => {
  assert.deepEqual(
    KINDS.toSorted(),
    Object.entries(kinds)
      .filter(([, { apiVersions }]) => apiVersions[0] === 'traefik.io/v1alpha1')
      .map(([kind]) => kind)
      .toSorted(),
  );
});

describe('an object with every field that Traefik knows has nothing to find', () => {
  for (const kind of KINDS) {
    const forms = Math.max(...MAPPINGS.flatMap(({ fields }) => fields.map(({ values }) => values.length)));
    for (let turn = 0; turn < forms; turn += 1) {
      test(`${kind}, values ${turn + 1}`, () => {
        const { diagnostics, resources } = parseManifests(
          manifestOf(kind, everyField(kind, turn)),
          'all.json',
        );
        assert.deepEqual(
          diagnostics.map(({ message }) => message),
          [],
        );
        assert.equal(resources.length, 1);
      });
    }
  }
});

describe('what may stand in a mapping is what Traefik knows, and no more', () => {
  for (const mapping of MAPPINGS) {
    const where = `${mapping.kind} ${formatPath(mapping.path)}`;
    test(where, () => {
      const theirs = mapping.fields.map(({ path }) => String(path.at(-1)));
      const ours = knownFields(mapping).filter((name) => !TO_COME.has(`${where}.${name}`));
      assert.deepEqual(ours.toSorted(), theirs.toSorted());
    });
  }
});

describe('a field that is misspelt is found', () => {
  for (const { kind, fields } of MAPPINGS) {
    for (const { path, values } of fields) {
      const wrong = [...path.slice(0, -1), `${path.at(-1)}x`];
      test(`${kind} ${formatPath(wrong)}`, () => {
        const text = manifestOf(kind, [{ path: wrong, value: values[0] }]);
        const { diagnostics } = parseManifests(text, 'wrong.json');
        const found = diagnostics.filter(({ message }) =>
          message.startsWith(`\`${formatPath(wrong)}\` is not a`),
        );
        const [only, ...others] = found.map(({ code, advice }) => `${code}: ${advice}`);
        assert.match(only ?? '', /^field-(?:unknown|value): did you mean/);
        assert.deepEqual(others, []);
      });
    }
  }
});

describe('a value of another type is refused', () => {
  for (const { kind, fields } of MAPPINGS) {
    for (const { path, wrong } of fields) {
      test(`${kind} ${formatPath(path)}: ${wrong}`, () => {
        const { diagnostics, resources } = parseManifests(
          manifestOf(kind, [{ path, value: wrong }]),
          'wrong.json',
        );
        const found = diagnostics.filter(({ message }) => message.startsWith(`\`${formatPath(path)}\` is `));
        assert.deepEqual(
          found.map(({ code }) => code),
          ['field-type'],
        );
        assert.deepEqual(resources, []);
      });
    }
  }
});
