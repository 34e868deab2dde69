/** `{address of the client in the network}` */
const PEER = /\{address of (the proxy|the client in the network|this machine)\}/g;

/** `{address of appv1}`, `{port of entry point web}` */
const PLACE = /\{(address|host|port) of (entry point )?([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\}/gi;

/** Where something listens. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/** What places are asked from. Both reject for a name that nobody has. */
interface Places {
  /** Where the first pod of a workload is reached. */
  pod(workload: string): Promise<Address>;
  entryPoint(name: string): Promise<Address>;
  /** The address of `the proxy`, `the client in the network` or `this machine` in the network of the pods. */
  peer(name: string): Promise<string>;
}

/** Whether a text names an address that the system is to choose. */
export function namesPlaces(text: string): boolean {
  return [PEER, PLACE].some((places) => text.search(places) >= 0);
}

/**
 * Puts addresses that the system chose into a text that names them: `{address of appv1}` is `127.0.0.1:40312` of the
 * first pod of that workload, `{host of ...}` and `{port of ...}` its parts; `{... of entry point web}` is the proxy's.
 * Where pods are in a network, `{address of this machine}`, `{... the proxy}` and `{... the client in the network}` are
 * those that they have there, without a port.
 */
export async function withPlaces(text: string, places: Places): Promise<string> {
  const found = new Map<string, string>();
  for (const [place, part = '', ofProxy, name = ''] of text.matchAll(PLACE)) {
    const { host, port } = await (ofProxy === undefined ? places.pod(name) : places.entryPoint(name));
    found.set(place, { host, port: `${port}`, address: `${host}:${port}` }[part.toLowerCase()] ?? place);
  }
  for (const [place, name = ''] of text.matchAll(PEER)) found.set(place, await places.peer(name));
  return text
    .replace(PEER, (place) => found.get(place) ?? place)
    .replace(PLACE, (place) => found.get(place) ?? place);
}
