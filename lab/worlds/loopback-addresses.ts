/** Addresses of loopback that a lab hands out before it begins anew. */
const MOST = 250 * 254;

/** Addresses of loopback, one after another from 127.1.0.1, so that pods are told apart by theirs as in a cluster. */
export function loopbackAddresses(): () => string {
  let given = 0;
  return () => {
    const index = given % MOST;
    given += 1;
    return `127.1.${Math.floor(index / 254)}.${(index % 254) + 1}`;
  };
}
