import {
  type Container,
  containersOf,
  type Handler,
  type PodSpec,
  type Probe,
  type Volume,
} from './pod-spec.ts';

/** Sources of volumes whose files have a mode. */
const WITH_MODE = ['configMap', 'secret', 'projected', 'downwardAPI'];
/** Read and write for the owner, read for others: 0644. */
const FILE_MODE = 0o644;

/** What a pod or a template of pods says where nobody says anything (Kubernetes: `core/v1` defaults). */
export function defaultPodSpec(spec: PodSpec): void {
  spec.restartPolicy ??= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.securityContext ??= {};
  spec.schedulerName ??= 'default-scheduler';
  const account = spec.serviceAccountName ?? spec.serviceAccount;
  if (account !== undefined) {
    spec.serviceAccountName = account;
    spec.serviceAccount = account;
  }
  for (const { container } of containersOf(spec, '')) defaultContainer(container, spec.hostNetwork === true);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
}

function defaultContainer(container: Container, hostNetwork: boolean): void {
  container.imagePullPolicy ??= pullPolicyOf(container.image ?? '');
  container.resources ??= {};
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  for (const port of container.ports ?? []) {
    port.protocol ??= 'TCP';
    if (hostNetwork && port.containerPort !== undefined) port.hostPort ??= port.containerPort;
  }
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ??= 'v1';
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe) defaultProbe(probe);
  }
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (handler) defaultHandler(handler);
  }
}

/** An image without a tag, or called `latest`, may be another one tomorrow. */
function pullPolicyOf(image: string): string {
  if (image.includes('@')) return 'IfNotPresent';
  const [, tag = 'latest'] = /:([^:/]*)$/.exec(image) ?? [];
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultProbe(probe: Probe): void {
  probe.timeoutSeconds ??= 1;
  probe.periodSeconds ??= 10;
  probe.successThreshold ??= 1;
  probe.failureThreshold ??= 3;
  defaultHandler(probe);
}

function defaultHandler({ httpGet, grpc }: Handler): void {
  if (httpGet) {
    httpGet.path ??= '/';
    httpGet.scheme ??= 'HTTP';
  }
  if (grpc) grpc.service ??= '';
}

function defaultVolume(volume: Volume): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume['emptyDir'] = {};
  for (const source of WITH_MODE) {
    const found = volume[source] as { defaultMode?: number } | undefined;
    if (found) found.defaultMode ??= FILE_MODE;
  }
  const hostPath = volume['hostPath'] as { type?: string } | undefined;
  if (hostPath) hostPath.type ??= '';
}
