/** Where a port of a pod is reached on this machine; undefined: nothing listens there. */
export type PodPorts = (
  namespace: string,
  name: string,
  port: number,
) => { readonly host: string; readonly port: number } | undefined;
