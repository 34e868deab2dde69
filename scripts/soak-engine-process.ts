/** The engine that scripts/soak.ts strains: `soak-engine-process.ts FOLDER TRANSPORT`, with the folder's manifests in force. */
import {
  Engine,
  formatDiagnostic,
  type ManifestText,
  ManifestWatcher,
  parseFlags,
  parseManifests,
  readManifestTexts,
} from '../engine/index.ts';

const [folder = '', transport = ''] = process.argv.slice(2);
const engine = await Engine.start({
  static: parseFlags([
    '--entrypoints.web.address=127.0.0.1:0/tcp',
    '--entrypoints.metrics.address=127.0.0.1:0/tcp',
    '--metrics.prometheus=true',
    '--metrics.prometheus.entrypoint=metrics',
  ]),
  transport: transport === 'portable' ? 'portable' : 'fast',
});
const apply = (texts: readonly ManifestText[]): void => {
  for (const { file, text } of texts) {
    const { resources, diagnostics } = parseManifests(text, file);
    // A file that was read while it is written would be another configuration: the soak replaces it by renaming.
    for (const finding of [...diagnostics, ...engine.apply({ resources }).diagnostics])
      process.stderr.write(`${formatDiagnostic(finding)}\n`);
  }
};
apply(await readManifestTexts([folder]));
const watcher = await ManifestWatcher.start([folder], {
  onChange: apply,
  onError: (error) => process.stderr.write(`watching failed: ${error}\n`),
});
process.on('message', (what) => {
  // Started with --expose-gc: what is left then is held by something.
  if (what === 'collect') globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  process.send?.({ rss, heap: heapUsed, sockets, generation: engine.generation });
});
process.once('disconnect', async () => {
  await watcher.close();
  await engine.close();
  process.exit();
});
process.send?.(engine.addresses.get('web')?.port ?? 0);
