/** Parts of an image reference, `[registry[:port]/][path/]name[:tag][@digest]`. */
interface ImageReference {
  /** All before the tag. */
  readonly repository: string;
  /** The last part of the repository. */
  readonly name: string;
  /** `latest` if none is written. */
  readonly tag: string;
}

/** Takes a reference apart; what is no reference at all is a name. */
export function parseImageReference(image: string): ImageReference {
  const [, repository = image, tag = 'latest'] = /^(.+?)(?::([\w.-]+))?(?:@.*)?$/s.exec(image) ?? [];
  return { repository, name: repository.slice(repository.lastIndexOf('/') + 1), tag };
}
