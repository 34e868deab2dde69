/** The paths that `ingress-lab test --manifests` names, as JSON, for the processes that run scenarios. */
export const MANIFESTS_VARIABLE = 'INGRESS_LAB_MANIFESTS';

/** Files and folders that a run is to test; none if none were named. */
export function manifestsUnderTest(): readonly string[] {
  const written = process.env[MANIFESTS_VARIABLE];
  return written === undefined ? [] : (JSON.parse(written) as string[]);
}
