import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { app, compileText, ingressRoute, manifests, object } from './test-support.ts';

interface Row {
  readonly title: string;
  readonly version: string;
  readonly text: string;
  /** Codes. */
  readonly findings: readonly string[];
  readonly routers?: number;
}

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
});
