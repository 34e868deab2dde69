import type { Client } from './client.ts';
import { ContainersWorldError } from './containers-world-error.ts';

/** Milliseconds between two lines about an image that is on its way. */
const PROGRESS_MS = 10_000;

/** The images of the container engine, with those that this thread has asked for: each is pulled once. */
export class ImageStore {
  readonly #there = new Map<string, Promise<void>>();
  readonly #onProgress: (line: string) => void;

  constructor(onProgress: (line: string) => void) {
    this.#onProgress = onProgress;
  }

  /**
   * Resolves when the engine has an image.
   *
   * @param isBuilt true: `make images` builds it, and no registry has it
   * @throws ContainersWorldError `containers-image-missing`
   */
  ensure(client: Client, image: string, isBuilt: boolean): Promise<void> {
    const known = this.#there.get(image);
    if (known) return known;
    const ensured = this.#ensure(client, image, isBuilt);
    this.#there.set(image, ensured);
    // Who asks later may have seen to it meanwhile.
    ensured.catch(() => this.#there.delete(image));
    return ensured;
  }

  async #ensure({ testcontainers, engine }: Client, image: string, isBuilt: boolean): Promise<void> {
    const name = testcontainers.ImageName.fromString(image);
    if (await engine.image.exists(name)) return;
    if (isBuilt) {
      throw new ContainersWorldError(
        'containers-image-missing',
        `there is no image "${image}": \`make images\` (ingress-lab images build) builds it`,
      );
    }
    const began = performance.now();
    const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(0)} s`;
    this.#onProgress(`pulling ${image}`);
    const timer = setInterval(() => this.#onProgress(`pulling ${image}, for ${seconds()}`), PROGRESS_MS);
    try {
      await engine.image.pull(name, { force: false, platform: undefined });
      this.#onProgress(`pulled ${image} in ${seconds()}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ContainersWorldError(
        'containers-image-missing',
        `the image "${image}" cannot be pulled: ${why.trim()}. Where its registry cannot be reached, let INGRESS_LAB_IMAGES ` +
          'say what runs instead: offline (images that `make images` builds), or a file (docs/containers-world.md)',
      );
    } finally {
      clearInterval(timer);
    }
  }
}
