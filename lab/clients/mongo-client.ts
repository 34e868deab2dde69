import type { LookupFunction } from 'node:net';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import type { ListeningAddress } from '../../engine/index.ts';
import type { ClientTls } from './client-tls.ts';

/** Resolves every name to the lab, so that clients can use the real names without /etc/hosts. */
function lookupTo(address: ListeningAddress): LookupFunction {
  return (_name, options, callback) => {
    if (options.all) callback(null, [{ address: address.host, family: 4 }]);
    else callback(null, address.host, 4);
  };
}

/** The official driver, connecting by `name` to an entry point. The caller closes it. */
export function mongoClient(
  address: ListeningAddress,
  name: string,
  tls: ClientTls | undefined,
  timeoutMs: number,
): MongoClient {
  // `lookup` reaches the socket though the driver's types do not list it.
  const options: MongoClientOptions & { lookup: LookupFunction } = {
    directConnection: true,
    serverSelectionTimeoutMS: timeoutMs,
    lookup: lookupTo(address),
    ...(tls
      ? {
          tls: true,
          servername: tls.serverName,
          ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          ...(tls.identity === undefined
            ? {}
            : { cert: tls.identity.certificatePem, key: tls.identity.keyPem }),
        }
      : {}),
  };
  return new MongoClient(`mongodb://${name}:${address.port}/`, options);
}
