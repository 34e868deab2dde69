import type { Diagnostic, ManifestText } from '../../engine/index.ts';
import { type Preview, type PreviewOptions, preview } from '../preview/preview.ts';
import { withoutIgnored } from './inline-ignores.ts';
import { CHECK_RULES } from './rules/index.ts';
import { withoutSuperseded } from './superseded.ts';

/** How manifests are checked. */
export interface CheckOptions extends PreviewOptions {
  /** What certificates are held against; default: now. */
  readonly now?: Date;
  /** The proxies that the manifests are for; default: one, with `flags`. */
  readonly controllers?: readonly { readonly name: string; readonly flags: readonly string[] }[];
  /** Objects that the manifests name and do not hold are taken to be somewhere else. */
  readonly partial?: boolean;
  /** Is told what was previewed. */
  readonly onPreview?: (preview: Preview) => void;
}

/** Everything found in manifests, in the order of their places; nothing is started for it. */
export async function check(
  texts: readonly ManifestText[],
  { now = new Date(), onPreview, ...options }: CheckOptions = {},
): Promise<Diagnostic[]> {
  const subject = { ...(await preview(texts, options)), now };
  onPreview?.(subject);
  const all = withoutSuperseded([
    ...subject.diagnostics,
    ...CHECK_RULES.flatMap((rule) => [...rule(subject)]),
  ]);
  const found = withoutIgnored(all, texts);
  const files = new Map(texts.map(({ file }, index) => [file, index]));
  return found.sort(
    ({ position: one }, { position: other }) =>
      (files.get(one?.file ?? '') ?? -1) - (files.get(other?.file ?? '') ?? -1) ||
      (one?.line ?? 0) - (other?.line ?? 0) ||
      (one?.column ?? 0) - (other?.column ?? 0),
  );
}
