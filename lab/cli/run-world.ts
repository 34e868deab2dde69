import { chosenWorldName } from '../worlds/choose.ts';
import { ClusterRun } from '../worlds/cluster/cluster-run.ts';
import { EXIT } from './command.ts';

/**
 * Runs scenarios in the world that the environment names. In a cluster nothing of them is left behind, also if Ctrl-C ends
 * the run.
 *
 * @throws ClusterWorldError before anything is run, if the world cannot be had
 */
export async function inChosenWorld(run: () => Promise<number>): Promise<number> {
  if (chosenWorldName(process.env) === 'embedded') return run();
  await using cluster = await ClusterRun.begin(process.env);
  const stop = (): void => {
    void cluster.clean().finally(() => process.exit(EXIT.aborted));
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run();
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
