import { seededRandom } from '../balancing/random.ts';
import type { ServiceNode } from '../balancing/service-node.ts';
import { Rules } from '../configuration/rules.ts';
import { compileText } from '../configuration/test-support.ts';
import type { Diagnostic } from '../resources/diagnostic.ts';
import type { EntryPointRoutes, RoutingSnapshot } from '../routing/snapshot.ts';
import type { HttpDestination, HttpServer, HttpTarget } from '../routing/targets.ts';
import { Assembler } from './snapshot.ts';
import { assembleTls } from './tls.ts';

type Compiled = ReturnType<typeof compileText>;

interface Assembled extends Compiled {
  readonly snapshot: RoutingSnapshot;
  readonly tls: ReturnType<typeof assembleTls>['tls'];
}

/** Compiles and assembles manifests as an engine does; the findings of both steps together. */
export function assembleText(text: string, settings: Parameters<typeof compileText>[1] = {}): Assembled {
  const compiled = compileText(text, settings);
  const { configuration, options } = compiled;
  const { tls, diagnostics: tlsFindings } = assembleTls(configuration, options.traefikVersion);
  const assembler = new Assembler({
    options,
    rules: new Rules(options),
    internalRoutes: [],
    internalServices: new Map(),
    now: () => performance.now(),
  });
  const { snapshot, diagnostics } = assembler.assemble({
    configuration,
    random: seededRandom(1),
    generation: 1,
  });
  const found: Diagnostic[] = [...compiled.diagnostics, ...tlsFindings, ...diagnostics];
  return { ...compiled, snapshot, tls, diagnostics: found };
}

/** The tables of one TCP entry point. */
export function tables({ snapshot }: Assembled, entryPoint = 'web'): EntryPointRoutes {
  const routes = snapshot.entryPoints.get(entryPoint);
  if (!routes) throw new Error(`no entry point ${entryPoint}`);
  return routes;
}

/** The HTTP target of the only router on an entry point's plain side. */
export function onlyTarget(
  assembled: Assembled,
  entryPoint = 'web',
): Extract<HttpTarget, { kind: 'service' }> {
  const [route, ...others] = tables(assembled, entryPoint).http.plain.routes;
  if (route?.target.kind !== 'service' || others.length > 0) throw new Error('expected one router');
  return route.target;
}

/** What was chosen, if it is a server itself. */
export function plainServer(destination: HttpDestination | undefined): HttpServer {
  if (destination === undefined || destination.kind !== undefined) throw new Error('expected a server');
  return destination;
}

/** How often each server is chosen in `count` turns; `none` where there is nothing to choose. */
export function tally<S>(
  node: ServiceNode<S>,
  count: number,
  nameOf: (server: S) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let turn = 0; turn < count; turn += 1) {
    const { server } = node.select();
    const name = server === undefined ? 'none' : nameOf(server);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
