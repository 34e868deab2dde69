/** A command that somebody who installed the package runs, and what must come of it. */
export interface Visit {
  readonly argv: readonly string[];
  /** Exit code; default 0. */
  readonly code?: number;
  /** What its output, of both streams, says. */
  readonly says: readonly RegExp[];
}

/** In this order: the later ones use what the earlier ones wrote. */
export const VISITS: readonly Visit[] = [
  { argv: ['--version'], says: [/^\d+\.\d+\.\d+\n$/] },
  { argv: ['doctor'], says: [/^ok +the package/m, /^Scenarios can run here\.$/m] },
  {
    argv: ['init', '--workflow'],
    says: [
      /^ghcr\.io\/acme\/shop has no embedded backend: traefik\/whoami plays it$/m,
      /^features\/first\.feature: 2 scenarios for 2 routers; run just now: 2 passed$/m,
    ],
  },
  { argv: ['init'], code: 2, says: [/features\/first\.feature is there already/] },
  { argv: ['test'], says: [/^scenarios: 4 passed, 0 failed$/m] },
  {
    argv: ['test', 'features/most.feature', '--transport', 'portable'],
    says: [/^scenarios: 1 passed, 0 failed$/m],
  },
  { argv: ['steps', 'greeting'], says: [/^Greeting$/m, /^ {2}Then the greeting is JSON$/m] },
  { argv: ['steps', '--format', 'json', 'mirror'], says: [/"expression": "/, /"example": "/] },
  { argv: ['check', 'k8s'], says: [/nothing found/] },
  { argv: ['check', '--codes'], says: [/^router-shadowed /m] },
  {
    argv: ['explain', 'http://shop.example/old', '--manifests', 'k8s'],
    says: [/^entry point /m, /default-shop-/],
  },
  {
    argv: ['explain', '--diff', 'k8s', '--manifests', 'k8s', '--fail-on', 'any'],
    says: [/unchanged /],
  },
  {
    argv: ['test', '--manifests', 'k8s', '--coverage-fail-under', '50'],
    says: [/^scenarios: 4 passed/m, /^coverage of the manifests: /m],
  },
  { argv: ['certs', 'certificates', '--key', 'ecdsa'], says: [/ca\.crt/] },
];
