import { mkdir, writeFile } from 'node:fs/promises';
import { CORPUS } from '../engine/http/corpus/corpus.ts';
import { startRecorder } from '../engine/http/corpus/test-recorder.ts';
import { send } from './corpus/send.ts';
import { details, overview, type ProxyOutcomes } from './corpus/tables.ts';
import type { Outcome } from './corpus/verdict.ts';
import { runProgram } from './program.ts';
import { writeCertificate } from './subjects/certificate.ts';
import { findSubjects } from './subjects/index.ts';
import type { CertificateFiles, Subject } from './subjects/subject.ts';
import { scratchFolder } from './system/scratch.ts';

const HELP = `Usage: node bench/corpus.ts

Sends malformed and ambiguous requests, byte by byte as they are written down, to the engine and to each peer that is
installed, and tells what came of them; takes about a minute. Writes reports/corpus.md, which docs/performance.md takes
over, and reports/corpus-cases.md with every case.

Exit codes: 0 done, 1 a proxy could not be started, 2 usage, 130 interrupted.
`;

async function main(signal: AbortSignal): Promise<void> {
  await using scratch = await scratchFolder();
  const certificate = await writeCertificate(scratch.path);
  const { found, missing } = await findSubjects(['fast', 'portable']);
  for (const { name, remedy } of missing) process.stderr.write(`${name}: not here (${remedy})\n`);
  const proxies = await Promise.all(found.map((subject) => tryAll(subject, certificate, signal)));
  await mkdir('reports', { recursive: true });
  const text = overview(CORPUS, proxies);
  await writeFile('reports/corpus.md', `${text}\n`);
  await writeFile('reports/corpus-cases.md', `${details(CORPUS, proxies)}\n`);
  process.stdout.write(`${text}\n\nEvery case: reports/corpus-cases.md\n`);
}

/** Sends all cases to one subject, one after another. */
async function tryAll(
  subject: Subject,
  certificate: CertificateFiles,
  signal: AbortSignal,
): Promise<ProxyOutcomes> {
  await using recorder = await startRecorder();
  const backends = { web: recorder.port, script: recorder.port, datagrams: 9 };
  await using proxy = await subject.start({ backends, certificate, core: undefined }, signal);
  const { http } = proxy.ports;
  if (http === undefined) throw new Error(`${subject.name} does not listen for http`);
  const outcomes = new Map<string, Outcome>();
  for (const sample of CORPUS) {
    signal.throwIfAborted();
    outcomes.set(sample.name, await send(http, recorder, sample));
    if (outcomes.size % 50 === 0)
      process.stderr.write(`${subject.name}: ${outcomes.size} of ${CORPUS.length}\n`);
  }
  return { name: subject.name, version: subject.version, outcomes };
}

await runProgram('corpus', HELP, main);
