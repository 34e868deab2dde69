import { packageVersion } from '../images.ts';

/** How an image is built. Paths are relative to the package. */
export interface Recipe {
  /** With tag. */
  readonly image: string;
  readonly dockerfile: string;
  /** The folder that the build sees; undefined: the repository, as .dockerignore leaves it. */
  readonly context: string | undefined;
  /** Of the Dockerfile's stages, the one that becomes the image; undefined: the last. */
  readonly target: string | undefined;
  /** The build arguments that take the image to stand on and the one to build with. */
  readonly bases: { readonly run: string; readonly build: string | undefined };
}

/** Names of the images that `ingress-lab images build` makes, in the order in which they share most. */
export const IMAGE_NAMES = ['whoami', 'whoamiudp', 'mongo', 'nginx', 'engine'] as const;

export type ImageName = (typeof IMAGE_NAMES)[number];

export function recipeOf(name: ImageName): Recipe {
  const version = packageVersion();
  switch (name) {
    case 'nginx':
      return {
        image: `ingress-lab/nginx:${version}`,
        dockerfile: 'fixtures/images/nginx/Dockerfile',
        context: 'fixtures/images/nginx',
        target: undefined,
        bases: { run: 'BASE', build: undefined },
      };
    case 'engine':
      return {
        image: `ingress-lab-engine:${version}`,
        dockerfile: 'deploy/Dockerfile',
        context: undefined,
        target: undefined,
        bases: { run: 'RUN_IMAGE', build: 'BUILD_IMAGE' },
      };
    default:
      return {
        image: `ingress-lab/${name}:${version}`,
        dockerfile: 'fixtures/images/backends/Dockerfile',
        context: undefined,
        target: name,
        bases: { run: 'RUN_IMAGE', build: 'BUILD_IMAGE' },
      };
  }
}
