import type { Diagnostic, ManifestText } from '../../engine/index.ts';
import { type PreviewOptions, preview } from '../preview/preview.ts';
import { CHECK_RULES } from './rules/index.ts';
import { withoutSuperseded } from './superseded.ts';

/** How manifests are checked. */
export interface CheckOptions extends PreviewOptions {
  /** What certificates are held against; default: now. */
  readonly now?: Date;
}

/** Everything found in manifests, in the order of their places; nothing is started for it. */
export async function check(
  texts: readonly ManifestText[],
  { now = new Date(), ...options }: CheckOptions = {},
): Promise<Diagnostic[]> {
  const subject = { ...(await preview(texts, options)), now };
  const found = withoutSuperseded([
    ...subject.diagnostics,
    ...CHECK_RULES.flatMap((rule) => [...rule(subject)]),
  ]);
  const files = new Map(texts.map(({ file }, index) => [file, index]));
  return found.sort(
    ({ position: one }, { position: other }) =>
      (files.get(one?.file ?? '') ?? -1) - (files.get(other?.file ?? '') ?? -1) ||
      (one?.line ?? 0) - (other?.line ?? 0) ||
      (one?.column ?? 0) - (other?.column ?? 0),
  );
}
