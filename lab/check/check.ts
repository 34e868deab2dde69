import type { Diagnostic, FindingCode, ManifestText } from '../../engine/core.ts';
import { type Preview, type PreviewOptions, preview } from '../preview/preview.ts';
import { withoutConsequences } from './consequences.ts';
import { withoutIgnored } from './inline-ignores.ts';
import { promisedSecrets } from './promised-secrets.ts';
import type { CheckSubject, Controller } from './rule.ts';
import { CHECK_RULES } from './rules/index.ts';
import { withoutSuperseded } from './superseded.ts';

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
  /** true: what Traefik serves and the lab's engine does not yet is found, too. */
  readonly limits?: boolean;
  /** Is told what was previewed, for the first of the proxies. */
  readonly onPreview?: (preview: Preview) => void;
}

/** Nothing is wrong with a manifest that asks for these. */
const LIMITS: ReadonlySet<FindingCode> = new Set(['middleware-unsupported', 'not-supported']);

/** Where there is one proxy, it needs no name of its own. */
const ONLY: ControllerOptions = { name: 'Traefik', flags: [] };

/**
 * Everything found in manifests, in the order of their places; nothing is started for it.
 *
 * @throws FlagError, LabelSelectorError for flags that cannot be used
 */
export async function check(
  texts: readonly ManifestText[],
  {
    now = new Date(),
    controllers: wanted = [],
    partial = false,
    limits = false,
    onPreview,
    ...options
  }: CheckOptions = {},
): Promise<Diagnostic[]> {
  const controllers: Controller[] = [];
  for (const { name, flags } of wanted.length === 0 ? [ONLY] : wanted) {
    const all = [...(options.flags ?? []), ...flags];
    controllers.push({ name, preview: await preview(texts, { ...options, flags: all }) });
  }
  const [first] = controllers;
  if (first) onPreview?.(first.preview);
  const promised = promisedSecrets(texts, first?.preview.resources ?? [], options.namespace);
  const subjects = controllers.map(({ preview }) => ({ ...preview, now, controllers, partial, promised }));
  const found = subjects.map((subject) => {
    const findings = findingsOf(subject);
    return { subject, findings: limits ? findings : findings.filter(({ code }) => !LIMITS.has(code)) };
  });
  // What several proxies have in common is found once.
  const all = distinct(found.flatMap(({ findings }) => findings));
  const lasting = distinct(found.flatMap(({ subject, findings }) => withoutConsequences(findings, subject)));
  // A comment may ignore what is left out here for another reason: it was of use all the same.
  const counting = [...distinct(withoutIgnored([...all.values()], texts))].flatMap(([key, finding]) =>
    lasting.has(key) || !all.has(key) ? [finding] : [],
  );
  const files = new Map(texts.map(({ file }, index) => [file, index]));
  return counting.sort(
    ({ position: one }, { position: other }) =>
      (files.get(one?.file ?? '') ?? -1) - (files.get(other?.file ?? '') ?? -1) ||
      (one?.line ?? 0) - (other?.line ?? 0) ||
      (one?.column ?? 0) - (other?.column ?? 0),
  );
}

function findingsOf(subject: CheckSubject): Diagnostic[] {
  return withoutSuperseded([...subject.diagnostics, ...CHECK_RULES.flatMap((rule) => [...rule(subject)])]);
}

function distinct(findings: readonly Diagnostic[]): Map<string, Diagnostic> {
  return new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
}
