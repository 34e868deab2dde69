import {
  After,
  AfterAll,
  Before,
  type ITestCaseHookParameter,
  Status,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
} from '@cucumber/cucumber';
import { formatDiagnostic } from '../engine/index.ts';
import {
  closeContainersOfRun,
  findHelm,
  findKubectl,
  findMongosh,
  manifestsUnderTest,
  NotInThisWorldError,
  type World,
} from '../lab/index.ts';
import { leaveCoverage } from './support/coverage.ts';
import { expect, trafficStory } from './support/expect.ts';
import { leakedSince } from './support/leaks.ts';
import { Scenario } from './support/scenario.ts';

/** A step may wait this long (milliseconds) before it counts as hung. */
const STEP_TIMEOUT_MS = 30_000;

setDefaultTimeout(STEP_TIMEOUT_MS);
// Whatever step asks for what the world cannot do or tell, the rest is skipped, with the reason.
setDefinitionFunctionWrapper((code: (this: Scenario, ...given: unknown[]) => unknown) => {
  return async function (this: Scenario, ...given: unknown[]): Promise<unknown> {
    try {
      return await code.apply(this, given);
    } catch (error) {
      if (!(error instanceof NotInThisWorldError)) throw error;
      this.log(`the rest is skipped: ${error.message}`);
      return 'skipped';
    }
  };
});
setWorldConstructor(Scenario);

/** In which worlds a scenario can be, by the tag that says so; docs/simulated-world.md, docs/cluster-world.md and docs/containers-world.md say why. */
const WORLDS: Readonly<
  Record<string, { readonly names: readonly World['name'][]; readonly reason: string }>
> = {
  '@live': {
    names: ['embedded', 'containers', 'cluster'],
    reason: 'it needs sockets, or programs of the machine',
  },
  '@embedded': { names: ['simulated', 'embedded'], reason: "it needs pods in the lab's own process" },
  '@own-cluster': {
    names: ['simulated', 'embedded', 'containers'],
    reason: "it needs the lab's own cluster",
  },
  '@containers': { names: ['containers'], reason: 'it needs pods that are containers' },
  '@simulation': {
    names: ['simulated', 'embedded'],
    reason: 'it computes what would happen, for which nothing has to run',
  },
};

for (const [tags, { names, reason }] of Object.entries(WORLDS)) {
  Before({ tags }, function (this: Scenario) {
    const { name } = this.lab.world;
    if (names.includes(name)) return undefined;
    this.log(`skipped: ${reason}, and this is the world ${name}`);
    return 'skipped';
  });
}

/** Programs of others that scenarios need, by the tag that says so. */
const NEEDED = { '@mongosh': findMongosh, '@kubectl': findKubectl, '@helm': findHelm };

for (const [tags, find] of Object.entries(NEEDED)) {
  Before({ tags }, async function (this: Scenario) {
    const found = await find();
    if (!('missing' in found)) return undefined;
    this.log(`skipped: ${found.missing}`);
    return 'skipped';
  });
}

/** Why a scenario is not held against another proxy than the engine, by the tag that says so; docs/traefik.md lists them. */
const ENGINE_ALONE = {
  '@engine': 'it is about what the engine alone has or tells',
  '@differs': 'the engine and Traefik differ there, as docs/traefik.md says',
  '@simulation': "it is computed by the engine's code, and Traefik would have nothing to do",
};

for (const [tags, reason] of Object.entries(ENGINE_ALONE)) {
  Before({ tags }, function (this: Scenario) {
    if (this.lab.target.name === 'engine') return undefined;
    this.log(`skipped: ${reason}`);
    return 'skipped';
  });
}

/** Of what is skipped for a proxy outside of this process docs/containers-world.md tells. */
Before({ tags: '@in-process' }, function (this: Scenario) {
  if (!this.lab.target.isInNetwork) return undefined;
  this.log("skipped: it needs the engine in the lab's own process, and this one is a container");
  return 'skipped';
});

// Reports count hooks of runs: elsewhere there is nothing to close.
if (process.env['INGRESS_LAB_WORLD'] === 'containers') AfterAll(closeContainersOfRun);

Before({ tags: '@manifests' }, function (this: Scenario) {
  if (manifestsUnderTest().length > 0) return undefined;
  this.log('skipped: no manifests are under test; name some with --manifests');
  return 'skipped';
});

After(async function (this: Scenario, { result, pickle }: ITestCaseHookParameter) {
  try {
    if (result?.status === Status.FAILED) await attachEvidence(this);
    this.simulation.handOver(pickle.name);
  } finally {
    await this.close();
  }
  await leaveCoverage(this.coverage, `${pickle.uri}: ${pickle.name}`);
  const leaked = await leakedSince(this.handlesBefore);
  expect(leaked.length === 0, () => `the scenario left open: ${leaked.join(', ')}`);
});

/** What a person needs to understand a failure: the configuration in force, the findings, the traffic. */
async function attachEvidence(scenario: Scenario): Promise<void> {
  const findings = scenario.findings();
  if (findings.length > 0) scenario.log(findings.map(formatDiagnostic).join('\n'));
  for (const [name, proxy] of scenario.lab.controllers) {
    scenario.attach(await proxy.rawConfiguration().catch((error: Error) => error.message), {
      mediaType: 'application/json',
      fileName: `${name}-configuration.json`,
    });
    if (proxy.log.length > 0)
      scenario.attach(proxy.log.join('\n'), { mediaType: 'text/plain', fileName: `${name}-log.txt` });
  }
  if (scenario.outcomes.length > 0)
    scenario.attach(await trafficStory(scenario), { mediaType: 'text/plain', fileName: 'traffic.txt' });
}
