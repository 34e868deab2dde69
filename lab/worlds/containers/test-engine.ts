import { type Container, containerClient } from './client.ts';
import { findContainerEngine } from './find-engine.ts';
import { labelsOf, OWNER_LABEL, RUN_LABEL } from './labels.ts';

/** What tests with a real engine need: an image; else why they cannot be. */
export interface TestEngine {
  readonly image?: string;
  readonly skip?: string;
}

/** Finds a container engine with any image, since there may be no registry; sets DOCKER_HOST. */
export async function engineForTests(): Promise<TestEngine> {
  try {
    process.env['DOCKER_HOST'] = (await findContainerEngine(process.env)).host;
  } catch {
    return { skip: 'there is no container engine' };
  }
  const names = await images();
  const image = names.find((name) => name.startsWith('ingress-lab/whoami:')) ?? names[0];
  return image === undefined ? { skip: 'the container engine has no image' } : { image };
}

export async function hasImage(pattern: RegExp): Promise<boolean> {
  return (await images()).some((name) => pattern.test(name));
}

async function images(): Promise<string[]> {
  const { dockerode } = (await containerClient()).engine.container;
  const tags = (await dockerode.listImages()).flatMap(({ RepoTags: names }) => names ?? []);
  return tags.filter((name) => !name.includes('<none>'));
}

/** Containers of any run, with its name and the process it belongs to. */
export async function owned(): Promise<{ run: string; owner: string }[]> {
  const { dockerode } = (await containerClient()).engine.container;
  const containers = await dockerode.listContainers({ all: true, filters: { label: [RUN_LABEL] } });
  return containers.map(({ Labels: labels }) => ({
    run: labels[RUN_LABEL] ?? '',
    owner: labels[OWNER_LABEL] ?? '',
  }));
}

/** A container with a volume that nobody named. It may end at once: it has to be removed all the same. */
export async function makeContainer(image: string, labels: Record<string, string>): Promise<Container> {
  const { engine } = await containerClient();
  const container = await engine.container.dockerode.createContainer({
    Image: image,
    Labels: labels,
    Volumes: { '/ingress-lab-test': {} },
  });
  await container.start().catch(() => undefined);
  return container;
}

/** A network with a run's labels. */
export async function makeNetwork(run: string): Promise<void> {
  const { engine } = await containerClient();
  await engine.network.create({ Name: `test-${run}`, Driver: 'bridge', Labels: labelsOf(run) });
}

/** Ids of what the engine has with a label. */
export async function found(label: string): Promise<{ containers: string[]; networks: string[] }> {
  const { dockerode } = (await containerClient()).engine.container;
  const filters = { label: [label] };
  const containers = await dockerode.listContainers({ all: true, filters });
  const networks = await dockerode.listNetworks({ filters });
  return { containers: containers.map(({ Id }) => Id), networks: networks.map(({ Id }) => Id) };
}

/** Names of the volumes of a container. */
export async function volumesOf(container: Container): Promise<string[]> {
  const { Mounts: mounts } = await container.inspect();
  return mounts.flatMap(({ Name: name }) => name ?? []);
}

/** Names of all volumes. */
export async function volumes(): Promise<string[]> {
  const { dockerode } = (await containerClient()).engine.container;
  return (await dockerode.listVolumes()).Volumes.map(({ Name }) => Name);
}
