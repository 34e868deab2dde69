import type { Diagnostic, ManifestText } from '../../engine/index.ts';
import type { NeededSecret } from './needed-secrets.ts';
import type { PlayedImage } from './played-images.ts';

/** What every scenario of a feature begins with. */
export interface Setting {
  /** Files and folders of manifests, as features name them. */
  readonly manifests: readonly string[];
  readonly texts: readonly ManifestText[];
  /** Traefik's flags, with an address for each entry point that no scenario has by itself. */
  readonly flags: readonly string[];
  readonly secrets: readonly NeededSecret[];
  readonly images: readonly PlayedImage[];
  /** What is wrong with the manifests although all this is there. */
  readonly errors: readonly Diagnostic[];
}
