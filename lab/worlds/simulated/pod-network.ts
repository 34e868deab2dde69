/** The network that many clusters give their pods (k3s, flannel): 10.42.0.0/16. */
const PREFIX = '10.42';
/** Addresses of a block that pods get; the first is the bridge of the node. */
const PER_BLOCK = 254;

/** Addresses of pods, one after another from 10.42.0.2 on. */
export function podAddresses(): () => string {
  let given = 0;
  return () => {
    given += 1;
    return `${PREFIX}.${Math.floor(given / PER_BLOCK) % 256}.${(given % PER_BLOCK) + 1}`;
  };
}
