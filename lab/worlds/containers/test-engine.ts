import { type Container, containerClient } from './client.ts';
import { findContainerEngine } from './find-engine.ts';
import { labelsOf } from './labels.ts';

/** What tests with a real engine need; else why there are none. */
export type TestEngine = { readonly image: string } | { readonly skip: string };

/** Finds a container engine with any image, since there may be no registry; sets DOCKER_HOST. */
export async function engineForTests(): Promise<TestEngine> {
  try {
    process.env['DOCKER_HOST'] = (await findContainerEngine(process.env)).host;
  } catch {
    return { skip: 'there is no container engine' };
  }
  const { engine } = await containerClient();
  const images = await engine.container.dockerode.listImages();
  const names = images.flatMap(({ RepoTags: tags }) => tags ?? []).filter((name) => !name.includes('<none>'));
  const image = names.find((name) => name.startsWith('ingress-lab/whoami:')) ?? names[0];
  return image === undefined ? { skip: 'the container engine has no image' } : { image };
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

/** What the engine has with a label, and the volumes of these containers. */
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
