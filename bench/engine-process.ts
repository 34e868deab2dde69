/** The engine as a process of its own, with timeouts as they are by default and metrics on. */
import { readFileSync } from 'node:fs';
import { Engine, formatDiagnostic, parseFlags, parseManifests } from '../engine/index.ts';
import { numberOf, settings, tell, textOf } from './parent.ts';
import { manifests } from './subjects/engine-manifests.ts';

const told = settings();
const transport = textOf(told, 'transport') === 'portable' ? 'portable' : 'fast';
const engine = await Engine.start({
  static: parseFlags([
    '--entrypoints.web.address=127.0.0.1:0/tcp',
    '--entrypoints.websecure.address=127.0.0.1:0/tcp',
    '--entrypoints.tcp.address=127.0.0.1:0/tcp',
    '--entrypoints.udp.address=127.0.0.1:0/udp',
    '--entrypoints.metrics.address=127.0.0.1:0/tcp',
    '--metrics.prometheus=true',
    '--metrics.prometheus.entrypoint=metrics',
  ]),
  transport,
});
const text = manifests({
  web: numberOf(told, 'web'),
  script: numberOf(told, 'script'),
  datagrams: numberOf(told, 'datagrams'),
  certificatePem: readFileSync(textOf(told, 'certificate'), 'utf8'),
  keyPem: readFileSync(textOf(told, 'key'), 'utf8'),
});
const { resources, diagnostics } = parseManifests(text, 'bench.yaml');
const findings = [...diagnostics, ...engine.apply({ resources }).diagnostics];
if (findings.length > 0) throw new Error(findings.map(formatDiagnostic).join('\n'));
const port = (name: string): number => {
  const address = engine.addresses.get(name);
  if (!address) throw new Error(`the entry point ${name} is not open`);
  return address.port;
};
const [http, https] = [port('web'), port('websecure')];
tell({ http, websocket: http, https, http2: https, tcp: port('tcp'), udp: port('udp') });
