/**
 * The seed that the environment names, for balancers and simulations; none: each takes its own.
 *
 * @throws Error if it is no whole number
 */
export function seedFromEnvironment(environment: NodeJS.ProcessEnv = process.env): { seed?: number } {
  const written = environment['INGRESS_LAB_SEED'];
  if (written === undefined || written === '') return {};
  if (!/^\d{1,10}$/.test(written)) throw new Error(`INGRESS_LAB_SEED=${written}: write a whole number`);
  return { seed: Number(written) };
}
