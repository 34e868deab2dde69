import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../balancing/random.ts';
import { Compiler } from '../configuration/compiler.ts';
import type { Element } from '../configuration/model.ts';
import { Rules } from '../configuration/rules.ts';
import { app, FLAGS, ingressRoute, manifests, object, statuses } from '../configuration/test-support.ts';
import { formatDiagnostic } from '../resources/diagnostic.ts';
import { parseManifests } from '../resources/load.ts';
import type { Resource } from '../resources/resource.ts';
import { parseFlags } from '../static/flags.ts';
import { Assembler } from './snapshot.ts';
import { assembleTls } from './tls.ts';

/** How many sequences of changes are tried; `INGRESS_LAB_FUZZ_CASES` for more. */
const numRuns = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 200);
/** A failure prints the seed; `INGRESS_LAB_FUZZ_SEED` repeats it. */
const seed = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

const OPTIONS = parseFlags([...FLAGS, '--providers.kubernetescrd.allowcrossnamespace=true']);

/** Objects in several versions, which hang on each other in several ways, right and wrong. An empty one is not there. */
const OBJECTS: readonly (readonly string[])[] = [
  [app('v1'), app('v1', 'shop', '10.0.0.9')],
  [app('v2'), ''],
  site('a', 'Path(`/a`)'),
  site('b', 'Host(`b.test`) && PathPrefix(`/b`)'),
  site('c', 'Host(`b.test`) || Host(`c.test`)'),
  site('d', 'HostRegexp(`.+`)'),
  [
    `${ingressRoute('top', '{ match: Host(`top.test`), middlewares: [{ name: m }] }')}`,
    ingressRoute('top', '{ match: Host(`tip.test`), services: [{ name: v1, port: 80 }] }'),
    '',
  ],
  [
    ...Array(8).fill(''),
    `${ingressRoute('under', '{ match: Path(`/u`), services: [{ name: v1, port: 80 }] }').replace('entryPoints: [web]', '')}\n  parentRefs: [{ name: top }]`,
    `${ingressRoute('under', '{ match: Path(`/u`), middlewares: [{ name: n }], services: [{ name: x, kind: TraefikService }] }').replace('entryPoints: [web]', '')}\n  parentRefs: [{ name: top }]`,
  ],
  [
    object('Middleware', 'm', 'stripPrefix: { prefixes: [/a] }'),
    object('Middleware', 'm', 'stripPrefix: { prefixes: [/b] }'),
    object('Middleware', 'm', 'replacePathRegex: { regex: "(" }'),
    object('Middleware', 'm', 'chain: { middlewares: [{ name: n }] }'),
    object('Middleware', 'm', 'errors: { status: ["500"], query: /, service: { name: v2, port: 80 } }'),
    '',
  ],
  [
    object('Middleware', 'n', 'addPrefix: { prefix: /n }'),
    object('Middleware', 'n', 'chain: { middlewares: [{ name: m }] }'),
    object(
      'Middleware',
      'n',
      'errors: { status: ["500"], query: /, service: { name: x, kind: TraefikService } }',
    ),
    '',
  ],
  [
    object(
      'TraefikService',
      'x',
      'weighted: { services: [{ name: v1, port: 80 }, { name: y, kind: TraefikService }] }',
    ),
    object('TraefikService', 'x', 'mirroring: { name: v1, port: 80, mirrors: [{ name: v2, port: 80 }] }'),
    object(
      'TraefikService',
      'x',
      'failover: { service: { name: gone, port: 80 }, fallback: { name: v1, port: 80 }, errors: { status: ["500"] } }',
    ),
    '',
  ],
  [
    object('TraefikService', 'y', 'weighted: { services: [{ name: v2, port: 80 }] }'),
    object('TraefikService', 'y', 'weighted: { services: [{ name: x, kind: TraefikService }] }'),
    object(
      'TraefikService',
      'y',
      'weighted: { services: [{ name: v1, port: 80, middlewares: [{ name: m }] }] }',
    ),
    '',
  ],
  [
    object('TLSOption', 'strict', 'sniStrict: true'),
    object('TLSOption', 'strict', 'sniStrict: false'),
    object('TLSOption', 'strict', 'cipherSuites: [NONE]'),
    '',
  ],
  [
    object(
      'IngressRouteTCP',
      'db',
      'entryPoints: [mongo]\nroutes: [{ match: HostSNI(`*`), services: [{ name: v1, port: 80 }] }]',
    ),
    object(
      'IngressRouteTCP',
      'db',
      'entryPoints: [mongo]\nroutes: [{ match: HostSNI(`*`), middlewares: [{ name: m }], services: [{ name: v2, port: 80 }] }]',
    ),
  ],
];

/** A route that is not there, or leads to one thing or another, with TLS or without. */
function site(name: string, match: string): string[] {
  const leads = [
    `match: '${match}', services: [{ name: v1, port: 80 }]`,
    `match: '${match} && Method(\`GET\`)', services: [{ name: v1, port: 80 }]`,
    `match: '${match}', priority: 7, services: [{ name: v2, port: 80 }, { name: v1, port: 80 }]`,
    `match: '${match}', middlewares: [{ name: m }], services: [{ name: x, kind: TraefikService }]`,
    `match: '${match}', middlewares: [{ name: n }, { name: m }], services: [{ name: y, kind: TraefikService }]`,
    `match: '${match} && Host(', services: [{ name: v1, port: 80 }]`,
  ];
  const tls = ['', '\n  tls: {}', '\n  tls: { options: { name: strict } }'];
  return ['', ...leads.flatMap((lead) => tls.map((how) => `${ingressRoute(name, `{ ${lead} }`)}${how}`))];
}

/** One version of each object, parsed alone so that it stays the same object while it is chosen. */
const versions: readonly (readonly (readonly Resource[])[])[] = OBJECTS.map((texts, object) =>
  texts.map((text, version) => {
    const { resources, diagnostics } = parseManifests(manifests(text), `object${object}v${version}.yaml`);
    assert.deepEqual(diagnostics.map(formatDiagnostic), []);
    return resources;
  }),
);

/** What can be seen of a configuration. */
interface Seen {
  readonly changed: boolean;
  readonly findings: readonly string[];
  readonly assembled: readonly string[];
  readonly elements: unknown;
  readonly tables: unknown;
  readonly checked: readonly string[];
}

/** A proxy without sockets. */
class Bench {
  readonly #rules = new Rules(OPTIONS);
  readonly #compiler = new Compiler(OPTIONS, [], this.#rules);
  readonly #assembler = new Assembler({
    options: OPTIONS,
    rules: this.#rules,
    internalRoutes: [],
    internalServices: new Map(),
    now: () => 0,
  });
  #tls: ReturnType<typeof assembleTls>['tls'] | undefined;

  /** Puts objects in force. */
  apply(resources: readonly Resource[]): Seen {
    const { configuration, diagnostics, changed } = this.#compiler.compile(resources, []);
    const tls = assembleTls(configuration, OPTIONS.traefikVersion, this.#tls);
    this.#tls = tls.tls;
    const { snapshot, diagnostics: found } = this.#assembler.assemble({
      configuration,
      random: seededRandom(1),
      generation: 1,
    });
    const { http, tcp } = configuration;
    const parts = [http.routers, http.services, http.middlewares, tcp.routers, tcp.services];
    return {
      changed,
      findings: diagnostics.map(formatDiagnostic),
      assembled: [...tls.diagnostics, ...found].map(formatDiagnostic).toSorted(),
      elements: parts.map((part) => [
        Object.entries(statuses<Element>(part)).toSorted(),
        Array.from(part, ([name, { resource, path }]: [string, Element]) => [
          name,
          resource,
          path,
        ]).toSorted(),
      ]),
      tables: Array.from(snapshot.entryPoints, ([name, routes]) => [
        name,
        ...[routes.http.plain, routes.http.secure].map((table) =>
          table.routes.map(({ target, ...route }) => {
            const names = (target.middlewares ?? []).map((middleware) => middleware.explain());
            const behind = target.kind === 'parent' ? target.children.routes.map((child) => child.name) : [];
            const service = target.kind === 'service' ? target.service.name : '';
            return [route.name, route.priority, route.rule.source, route.tlsOptions, names, service, behind];
          }),
        ),
        ['b.test', 'c.test', 'top.test'].map((host) => routes.https.optionsFor(host)),
        [routes.https.empty, routes.https.catchAll],
        routes.tcp.plain.routes.map((route) => [route.name, route.target.service.select().server]),
      ]),
      checked: snapshot.checked.map(({ service }) => service),
    };
  }
}

/** An object, by its place, and one of its versions. */
const chosenVersions = OBJECTS.map(({ length }, object) => fc.tuple(fc.constant(object), fc.nat(length - 1)));
const beginning = fc.tuple(...chosenVersions);
const edit = fc.oneof(...chosenVersions);
const edits = fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 8 });

test('after changes everything is as if it had been so from the start', () => {
  fc.assert(
    fc.property(beginning, edits, (start, steps) => {
      const chosen = start.map(([, version]) => version);
      const bench = new Bench();
      const all = (): Resource[] => chosen.flatMap((version, object) => versions[object]?.[version] ?? []);
      let before = bench.apply(all());
      for (const step of steps) {
        for (const [object, version] of step) chosen[object] = version;
        const after = bench.apply(all());
        assert.deepEqual({ ...after, changed: true }, new Bench().apply(all()));
        if (!after.changed) assert.deepEqual(after.tables, before.tables);
        before = after;
      }
    }),
    { numRuns, seed },
  );
});
