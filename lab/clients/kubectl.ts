import { type FoundProgram, findProgram } from './program.ts';

/** The kubectl program to use, or why there is none. */
export function findKubectl(): Promise<FoundProgram> {
  return findProgram({
    name: 'kubectl',
    variable: 'INGRESS_LAB_KUBECTL',
    probe: ['version', '--client'],
    remedy: 'install it (https://kubernetes.io/docs/tasks/tools/)',
  });
}

/** The Helm program to use, or why there is none. */
export function findHelm(): Promise<FoundProgram> {
  return findProgram({
    name: 'helm',
    variable: 'INGRESS_LAB_HELM',
    probe: ['version', '--short'],
    remedy: 'install it (https://helm.sh/docs/intro/install/)',
  });
}
