import type { Backend } from '../backend.ts';
import { MongoServer } from './server.ts';

const DEFAULT_PORT = 27017;

/**
 * A MongoDB-compatible server in memory, at home with drivers and `mongosh`: a standalone server 7.0 without
 * authentication, replication and transactions. Listens for each declared TCP port, or for 27017 if there is none.
 *
 * Values keep their BSON types with one exception: numbers are stored as JavaScript numbers, so that the double 5.0
 * and the 64-bit 5 come back as the 32-bit 5.
 */
export const mongo: Backend = {
  name: 'mongo',
  start(options) {
    const declared = options.ports.filter(({ protocol }) => protocol === 'TCP').map(({ port }) => port);
    return MongoServer.start(options, declared.length > 0 ? [...new Set(declared)] : [DEFAULT_PORT]);
  },
};
