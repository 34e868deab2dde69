import type { Diagnostic, ManifestText } from '../../engine/index.ts';
import { type PreviewOptions, preview } from '../preview/preview.ts';
import { withoutConsequences } from './consequences.ts';
import { promisedSecrets } from './promised-secrets.ts';
import type { CheckSubject, Controller } from './rule.ts';
import { CHECK_RULES } from './rules/index.ts';

/** A proxy that manifests are for. */
interface ControllerOptions {
  /** What findings call it. */
  readonly name: string;
  /** Its static flags, beside those that all have. */
  readonly flags: readonly string[];
}

/** How manifests are checked. */
export interface CheckOptions extends PreviewOptions {
  /** What certificates are held against; default: now. */
  readonly now?: Date;
  /** The proxies that the manifests are for; default: one, with `flags`. */
  readonly controllers?: readonly ControllerOptions[];
  /** Objects that the manifests name and do not hold are taken to be somewhere else. */
  readonly partial?: boolean;
}

/** Where there is one proxy, it needs no name of its own. */
const ONLY: ControllerOptions = { name: 'Traefik', flags: [] };

/**
 * Everything found in manifests, in the order of their places; nothing is started for it.
 *
 * @throws FlagError, LabelSelectorError for flags that cannot be used
 */
export async function check(
  texts: readonly ManifestText[],
  { now = new Date(), controllers: wanted = [], partial = false, ...options }: CheckOptions = {},
): Promise<Diagnostic[]> {
  const controllers: Controller[] = [];
  for (const { name, flags } of wanted.length === 0 ? [ONLY] : wanted) {
    const all = [...(options.flags ?? []), ...flags];
    controllers.push({ name, preview: await preview(texts, { ...options, flags: all }) });
  }
  const promised = promisedSecrets(texts, controllers[0]?.preview.resources ?? [], options.namespace);
  const found = controllers.flatMap(({ preview }) =>
    findings({ ...preview, now, controllers, partial, promised }),
  );
  // What several proxies have in common is found once.
  const distinct = [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
  const files = new Map(texts.map(({ file }, index) => [file, index]));
  return distinct.sort(
    ({ position: one }, { position: other }) =>
      (files.get(one?.file ?? '') ?? -1) - (files.get(other?.file ?? '') ?? -1) ||
      (one?.line ?? 0) - (other?.line ?? 0) ||
      (one?.column ?? 0) - (other?.column ?? 0),
  );
}

function findings(subject: CheckSubject): Diagnostic[] {
  const found = [...subject.diagnostics, ...CHECK_RULES.flatMap((rule) => [...rule(subject)])];
  return withoutConsequences(found, subject);
}
