import { StandIns } from '../../backends/stand-ins.ts';
import { Journal } from '../../journal.ts';
import { embeddedRuntime } from '../../worlds/embedded-runtime.ts';
import { Cluster } from '../cluster.ts';
import { UnsteadyNetwork } from '../http/test-unsteady-network.ts';
import { ObjectStore } from '../objects/object-store.ts';
import { serveKubernetes } from '../serve.ts';

/** A cluster whose API remembers so many changes, and a way to it on which connections can be broken. */
export async function unsteadyCluster(history: number) {
  const cluster = new Cluster({
    runtime: embeddedRuntime(new Journal(), new StandIns()),
    random: Math.random,
    objects: new ObjectStore({ history }),
  });
  const served = await serveKubernetes({ cluster });
  const { port } = new URL(served.url);
  const network = await UnsteadyNetwork.to(Number(port));
  return {
    cluster,
    network,
    steady: served.kubeconfig,
    unsteady: served.kubeconfig.replaceAll(`:${port}`, `:${network.port}`),
    async [Symbol.asyncDispose]() {
      await network[Symbol.asyncDispose]();
      await served[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    },
  };
}
