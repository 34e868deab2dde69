import { existsSync } from 'node:fs';
import { parseFlags } from '../../engine/index.ts';
import { compare } from '../compare/compare.ts';
import { generateRequests } from '../compare/generate.ts';
import { compareJson, compareText, unknownCount } from '../compare/report.ts';
import { readRequestFile } from '../explain/requests/read-requests.ts';
import { recordedRouters } from '../explain/requests/recorded-routers.ts';
import { RequestList } from '../explain/requests/request-list.ts';
import { playedImages } from '../init/played-images.ts';
import { type Preview, preview } from '../preview/preview.ts';
import { traefikBinary } from '../targets/choose.ts';
import { engineTarget } from '../targets/engine.ts';
import type { Target } from '../targets/target.ts';
import { traefikTarget } from '../targets/traefik/traefik.ts';
import { type CommandStreams, EXIT, UsageError } from './command.ts';
import { COMPARE_HELP, type CompareCommandOptions, parseCompareOptions } from './compare-options.ts';
import { manifestTexts } from './manifest-texts.ts';
import { inChosenWorld } from './run-world.ts';

/** Requests between two words about how far it is. */
const PROGRESS_EVERY = 50;

/** `ingress-lab compare`; @param targets what is compared, for tests. */
export async function compareCommand(
  argv: readonly string[],
  streams: CommandStreams,
  targets?: readonly [Target, Target],
): Promise<number> {
  const { stdout, stderr } = streams;
  const options = parseCompareOptions(argv);
  if (options.help) {
    stdout.write(COMPARE_HELP);
    return EXIT.ok;
  }
  const pair = targets ?? ([engineTarget, traefikTarget(traefikBinary())] as const);
  const { filePaths } = parseFlags(options.flags);
  const texts = await manifestTexts(options.manifests);
  const files = filePaths.length > 0 ? await manifestTexts(filePaths) : [];
  const { namespace } = options;
  const subject = await preview([...texts, ...files], {
    flags: options.flags,
    ...(namespace === undefined ? {} : { namespace }),
  });
  const list = await requestsOf(options, subject);
  if (list.requests.length === 0) {
    stderr.write(`ingress-lab compare: there is no request to compare\n`);
    return EXIT.noScenarios;
  }
  const { entryPoints } = subject.static;
  const comparison = await inChosenWorld(streams, () =>
    compare({
      targets: pair,
      texts,
      entryPoints,
      flags: [
        ...options.flags,
        ...entryPoints.map(({ name, protocol }) => `--entrypoints.${name}.address=127.0.0.1:0/${protocol}`),
      ],
      ...(namespace === undefined ? {} : { namespace }),
      images: [
        ...playedImages(subject.resources).map(({ image, by }) => [image, by] as const),
        ...options.images,
      ],
      requests: list.requests,
      seed: options.seed,
      repeat: options.repeat,
      concurrency: options.concurrency,
      onProgress(done, all) {
        if (done % PROGRESS_EVERY === 0) stderr.write(`${done} of ${all} requests were compared\n`);
      },
    }),
  );
  if (list.unreadCount > 0) stderr.write(`ingress-lab compare: ${list.unreadCount} lines are no requests\n`);
  stdout.write((options.format === 'json' ? compareJson : compareText)(comparison, options.all));
  return unknownCount(comparison) > 0 ? EXIT.failed : EXIT.ok;
}

async function requestsOf(
  { files, host, generate, seed }: CompareCommandOptions,
  subject: Preview,
): Promise<RequestList> {
  const list = generate === undefined ? new RequestList() : generateRequests(subject, generate, seed);
  for (const file of files) {
    if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
    await readRequestFile(file, list, {
      routers: recordedRouters(subject),
      ...(host === undefined ? {} : { host }),
    });
  }
  return list;
}
