/** Tells the bench that started this process where it listens, and ends this process should the bench be gone. */
export function reportPort(port: number): void {
  if (!process.send) throw new Error('this file is started by bench/http.ts; run: node bench/http.ts');
  process.once('disconnect', () => process.exit());
  process.send(port);
}

/** The port of a TCP address that `server.address()` gives. */
export function portOf(address: string | { readonly port: number } | null): number {
  if (typeof address !== 'object' || address === null) throw new Error(`no TCP port in ${address}`);
  return address.port;
}
