import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../resources/json.ts';
import { parseManifests } from '../resources/load.ts';
import { crdMappings, everyField, manifestOf } from '../resources/schemas/test-crd-fields.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import { asReleased, releaseName } from './release-fields.ts';
import { Reporter } from './reporter.ts';
import { app, compileText, ingressRoute, manifests, object } from './test-support.ts';

interface Row {
  readonly title: string;
  readonly version: string;
  readonly text: string;
  /** Codes. */
  readonly findings: readonly string[];
  readonly routers?: number;
}

const RELEASES: readonly TraefikVersion[] = [211, 300, 301, 302, 303, 304, 305, 306, 307];

const parent = ingressRoute('parent', '{ match: Path(`/`), services: [{ name: app, port: 80 }] }');

const rows: readonly Row[] = [
  {
    title: 'a field of an item of a list',
    version: '3.4',
    text: ingressRoute(
      'site',
      '{ match: Path(`/`), observability: { tracing: true, traceVerbosity: minimal }, services: [{ name: app, port: 80 }] }',
    ),
    findings: ['not-in-release'],
    routers: 1,
  },
  {
    title: 'a rule syntax',
    version: '2.11',
    text: ingressRoute('site', '{ match: Path(`/`), syntax: v2, services: [{ name: app, port: 80 }] }'),
    findings: ['not-in-release'],
    routers: 1,
  },
  {
    title: 'a type of service that is not there yet leaves none',
    version: '3.6',
    text: object(
      'TraefikService',
      'safe',
      'failover: { service: { name: app, port: 80 }, fallback: { name: app, port: 80 }, errors: { status: ["500"] } }',
    ),
    findings: ['not-in-release', 'service-type-missing'],
  },
  {
    title: 'a type of middleware that is not there yet leaves none',
    version: '2.11',
    text: object('Middleware', 'web', 'grpcWeb: { allowOrigins: ["*"] }'),
    findings: ['not-in-release', 'middleware-type-missing'],
  },
  {
    title: 'lists that are not written are not found',
    version: '2.11',
    text: manifests(parent, object('ServersTransport', 'old', 'serverName: a.test')),
    findings: [],
    routers: 1,
  },
  {
    title: 'strategies of later releases are refused',
    version: '3.5',
    text: ingressRoute('site', '{ match: Path(`/`), services: [{ name: app, port: 80, strategy: hrw }] }'),
    findings: ['strategy-invalid'],
    routers: 0,
  },
];

describe('fields that the imitated release does not have', () => {
  for (const { title, version, text, findings, routers } of rows) {
    test(`${version}: ${title}`, () => {
      const { configuration, diagnostics } = compileText(manifests(app('app'), text), {
        flags: [`--traefikversion=${version}`],
      });
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        findings,
      );
      if (routers !== undefined) assert.equal(configuration.http.routers.size, routers);
    });
  }

  test('the finding says which release has the field', () => {
    const { diagnostics } = compileText(
      manifests(app('app'), object('TLSOption', 'o', 'disableSessionTickets: true')),
      { flags: ['--traefikversion=3.3'] },
    );
    assert.deepEqual(
      diagnostics.map(({ message, advice }) => [message, advice]),
      [
        [
          '`spec.disableSessionTickets` came with Traefik 3.4: 3.3, which is imitated, ignores it',
          'leave it out, or start with --traefikversion=3.4',
        ],
      ],
    );
  });

  const mappings = crdMappings();
  for (const kind of new Set(mappings.map((mapping) => mapping.kind))) {
    for (const version of RELEASES) {
      // As a kind it came with 3.0, which is for its compiler to say.
      if (kind === 'ServersTransportTCP' && version < 300) continue;
      test(`${releaseName(version)}: every field of ${kind} that came later is found`, () => {
        const { resources } = parseManifests(manifestOf(kind, everyField(kind, 0)), 'all.json');
        const [resource] = resources;
        assert.ok(resource);
        const reporter = new Reporter();
        asReleased(resource, version, reporter);
        const found = reporter.diagnostics.map(({ message }) => message.replace(/:.*/, ''));
        const later = mappings
          .filter((mapping) => mapping.kind === kind)
          .flatMap(({ fields }) => fields)
          .filter(
            ({ since, before }) =>
              versionOf(since) > version && (before === undefined || versionOf(before) !== version),
          );
        const paths = later.map(({ path }) => formatPath(path));
        // What stands in a field that came later went with it.
        const outermost = later.filter(
          ({ path }) => !path.some((_, end) => paths.includes(formatPath(path.slice(0, end)))),
        );
        const expected = outermost.map(
          ({ path, since }) => `\`${formatPath(path)}\` came with Traefik ${since}`,
        );
        assert.deepEqual(found.toSorted(), expected.toSorted());
      });
    }
  }
});

/** `3.4` as the number that stands for it. */
function versionOf(release: string): TraefikVersion {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  return major * 100 + minor;
}
