/** The engine with a table of routes, each an IngressRoute of its own; moves one of them when it is told to. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Engine, formatDiagnostic, parseFlags, parseManifests, type Resource } from '../engine/index.ts';
import { numberOf, settings, tell, textOf } from './parent.ts';
import { routeManifest, routeManifests } from './subjects/routes/engine-manifests.ts';
import { movable, type RouteTable } from './subjects/routes/table.ts';

const told = settings();
const table: RouteTable = {
  count: numberOf(told, 'count'),
  by: textOf(told, 'by') === 'path' ? 'path' : 'host',
};
const servers = Array.isArray(told['servers']) ? told['servers'].map(Number) : [];
const engine = await Engine.start({
  static: parseFlags([
    '--entrypoints.web.address=127.0.0.1:0/tcp',
    '--entrypoints.metrics.address=127.0.0.1:0/tcp',
    '--metrics.prometheus=true',
    '--metrics.prometheus.entrypoint=metrics',
  ]),
  transport: textOf(told, 'transport') === 'portable' ? 'portable' : 'fast',
});

const { value: resources, ms: read } = timed(() => parsed(routeManifests(table, servers)));
const { ms: compiled } = timed(() => apply(resources));
const { moving } = movable(table);
const index = resources.findIndex(({ metadata }) => metadata.name === moving.name);

process.on('message', (message: unknown) => {
  if (message === 'heap') tell({ heap: heapBytes() });
  else {
    resources.splice(index, 1, ...parsed(routeManifest({ ...moving, host: textOf(message, 'host') })));
    apply([...resources]);
  }
});
const port = engine.addresses.get('web')?.port;
tell({ port, read, compiled });

function parsed(text: string): Resource[] {
  const loaded = parseManifests(text, 'bench.yaml');
  refuse(loaded.diagnostics.map(formatDiagnostic));
  return loaded.resources;
}

function apply(objects: readonly Resource[]): void {
  refuse(engine.apply({ resources: objects }).diagnostics.map(formatDiagnostic));
}

function refuse(findings: readonly string[]): void {
  if (findings.length > 0) throw new Error(findings.slice(0, 10).join('\n'));
}

function timed<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const begin = performance.now();
  const value = work();
  return { value, ms: performance.now() - begin };
}

/** Bytes of the heap after a collection, which Node offers only behind a flag. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function')
    throw new Error('this Node does not collect garbage when it is asked to');
  collect();
  return process.memoryUsage().heapUsed;
}
