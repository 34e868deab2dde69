import { requireBackend } from './catalogue.ts';

/** Images that are played by others: programs of one's own, which no lab can know. */
export class StandIns {
  readonly #images = new Map<string, string>();

  /**
   * From now on pods of the image run the program of `by` instead. An image without a tag means every tag of it.
   *
   * @throws UnknownImageError if there is no embedded backend for `by`.
   */
  set(image: string, by: string): void {
    requireBackend(by, `the stand-in for ${image}`);
    this.#images.set(image, by);
  }

  /** What runs for an image: another one, or undefined if nobody stands in for it. */
  get(image: string): string | undefined {
    return this.#images.get(image) ?? this.#images.get(withoutTag(image));
  }
}

/** `registry:5000/shop:1.2@sha256:...` is `registry:5000/shop`. */
export function withoutTag(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]+$/, '');
}
