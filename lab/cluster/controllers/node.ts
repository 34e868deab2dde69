/** The one node: this machine. */
export const NODE = 'ingress-lab';
/** Where it is reached. */
export const NODE_ADDRESS = '127.0.0.1';
