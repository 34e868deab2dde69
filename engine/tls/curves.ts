/** Key exchanges by the names that Traefik's `curvePreferences` uses, Go's and those of RFC 8446 §4.2.7. */
const opensslGroups: ReadonlyMap<string, string> = new Map([
  ['secp256r1', 'P-256'],
  ['CurveP256', 'P-256'],
  ['secp384r1', 'P-384'],
  ['CurveP384', 'P-384'],
  ['secp521r1', 'P-521'],
  ['CurveP521', 'P-521'],
  ['x25519', 'X25519'],
  ['X25519', 'X25519'],
  ['x25519mlkem768', 'X25519MLKEM768'],
  ['X25519MLKEM768', 'X25519MLKEM768'],
  ['secp256r1mlkem768', 'SecP256r1MLKEM768'],
  ['SecP256r1MLKEM768', 'SecP256r1MLKEM768'],
  ['secp384r1mlkem1024', 'SecP384r1MLKEM1024'],
  ['SecP384r1MLKEM1024', 'SecP384r1MLKEM1024'],
]);

/** Whether Traefik knows a key exchange by this name; 2.11 knows none that is safe from quantum computers. */
export function isCurve(name: string, postQuantum: boolean): boolean {
  const group = opensslGroups.get(name);
  return group !== undefined && (postQuantum || !group.includes('MLKEM'));
}

/** The `ecdhCurve` option of node:tls, in the order given. */
export function opensslCurves(names: readonly string[]): string {
  return [...new Set(names.map((name) => opensslGroups.get(name)))].join(':');
}
