/**
 * What `kubectl explain` says of built-in kinds: `shape: ...`, `shape field: ...`, or `field: ...` for a field of that
 * name in any shape. What is not here is told by its name and type.
 */
const DESCRIPTIONS = `
  apiVersion: Group and version that the object is written in.
  kind: What the object is.
  metadata: What tells the object from others, and what is noted of it.
  spec: How it is wanted.
  status: How it is; controllers write this.
  conditions: What can be said of it at present, each with its reason.

  meta/v1.ObjectMeta: What all objects have: name, labels, and what the API notes of them.
  meta/v1.ObjectMeta annotations: Notes of people and tools, not for selecting.
  meta/v1.ObjectMeta creationTimestamp: When it was created. Set by the API.
  meta/v1.ObjectMeta deletionTimestamp: When it is to be gone. Set by the API when somebody deletes it.
  meta/v1.ObjectMeta finalizers: What has to be done, and taken from this list, before it is gone.
  meta/v1.ObjectMeta generateName: Beginning of a name that the API completes.
  meta/v1.ObjectMeta generation: Counts the changes of what is wanted. Set by the API.
  meta/v1.ObjectMeta labels: Words that selectors find it by.
  meta/v1.ObjectMeta managedFields: Who set which fields.
  meta/v1.ObjectMeta name: Its name, one of a kind in its namespace.
  meta/v1.ObjectMeta namespace: The namespace that it is in.
  meta/v1.ObjectMeta ownerReferences: Objects that it goes away with.
  meta/v1.ObjectMeta resourceVersion: Changes with every change of it. Set by the API.
  meta/v1.ObjectMeta uid: Tells it from others of its name, before and after. Set by the API.
  meta/v1.LabelSelector: Which objects are meant, by their labels; all parts must hold.
  meta/v1.LabelSelector matchExpressions: Sets of values that a label may have or may not.
  meta/v1.LabelSelector matchLabels: Labels and their values.

  core/v1.ConfigMap: Settings that pods read, which are no secret.
  core/v1.ConfigMap binaryData: Values that are no text, in base64.
  core/v1.ConfigMap data: Values by name.
  core/v1.Secret: Settings that pods read, which are not for everybody.
  core/v1.Secret data: Values by name, in base64.
  core/v1.Secret stringData: Values by name as plain text; they end up in data.
  core/v1.Secret type: What it is for: Opaque, kubernetes.io/tls, kubernetes.io/basic-auth, ...
  immutable: Whether what it holds can no longer be changed.
  core/v1.Namespace: A part of the cluster with names of its own.
  core/v1.Node: A machine that pods run on.
  core/v1.Event: Something that happened to an object.
  core/v1.Endpoints: Addresses of the pods of a Service; EndpointSlices have taken its place.
  core/v1.ServiceAccount: Who a pod is to the API.

  core/v1.Pod: Containers that run together, with one address.
  core/v1.PodTemplateSpec: What pods are made by.
  core/v1.PodSpec: What runs in a pod.
  core/v1.PodSpec containers: What runs in the pod, side by side.
  core/v1.PodSpec imagePullSecrets: Secrets for fetching the images.
  core/v1.PodSpec initContainers: What runs before the containers, one after another.
  core/v1.PodSpec nodeName: The node that it is on.
  core/v1.PodSpec nodeSelector: Labels that the node must have.
  core/v1.PodSpec restartPolicy: When containers are started again: Always, OnFailure, Never.
  core/v1.PodSpec securityContext: Rights of all containers.
  core/v1.PodSpec serviceAccountName: Name of the ServiceAccount that it has.
  core/v1.PodSpec terminationGracePeriodSeconds: How long it may take to stop.
  core/v1.PodSpec volumes: What containers may mount.
  core/v1.PodStatus containerStatuses: How its containers are.
  core/v1.PodStatus phase: Pending, Running, Succeeded or Failed.
  core/v1.PodStatus podIP: Its address.
  core/v1.Container: A program and what it runs with.
  core/v1.Container args: Arguments, in place of those of the image.
  core/v1.Container command: The program, in place of that of the image.
  core/v1.Container env: Environment variables.
  core/v1.Container envFrom: ConfigMaps and Secrets of which every value is an environment variable.
  core/v1.Container image: The image that it is started from.
  core/v1.Container imagePullPolicy: When the image is fetched: Always, IfNotPresent, Never.
  core/v1.Container livenessProbe: A check; if it fails, the container is started anew.
  core/v1.Container name: Its name in the pod.
  core/v1.Container ports: Ports that it listens on.
  core/v1.Container readinessProbe: A check; while it fails, the pod gets no traffic.
  core/v1.Container resources: CPU and memory that it gets, and that it may take.
  core/v1.Container volumeMounts: Where volumes are to be seen.
  core/v1.ContainerPort: A port that a container listens on.
  core/v1.ContainerPort containerPort: Its number, from 1 to 65535.
  core/v1.ContainerPort name: A name for it that Services may use.
  core/v1.ContainerPort protocol: TCP, UDP or SCTP; TCP by default.
  core/v1.EnvVar: An environment variable.
  core/v1.ResourceRequirements limits: The most that it may take.
  core/v1.ResourceRequirements requests: The least that it gets.
  core/v1.VolumeMount mountPath: Where it is to be seen in the container.

  core/v1.Service: One name and address for the pods that a selector finds.
  core/v1.ServiceSpec: Which pods, under which ports.
  core/v1.ServiceSpec clusterIP: Its address in the cluster; None for a Service without one.
  core/v1.ServiceSpec externalName: The host that an ExternalName Service stands for.
  core/v1.ServiceSpec ports: Ports that it listens on.
  core/v1.ServiceSpec selector: Labels of its pods.
  core/v1.ServiceSpec type: From where it can be reached: ClusterIP, NodePort, LoadBalancer, ExternalName.
  core/v1.ServicePort: A port of a Service, and which port of the pods it leads to.
  core/v1.ServicePort name: Its name; required if there are several.
  core/v1.ServicePort nodePort: The port on every node.
  core/v1.ServicePort port: Its number.
  core/v1.ServicePort protocol: TCP, UDP or SCTP; TCP by default.
  core/v1.ServicePort targetPort: Number or name of the port of the pods; the same number by default.

  apps/v1.Deployment: Pods that are all alike, kept at a number, and replaced step by step when they change.
  apps/v1.DeploymentSpec: Which pods, and how many.
  apps/v1.DeploymentSpec paused: Whether changes of the template wait.
  apps/v1.DeploymentSpec progressDeadlineSeconds: How long a rollout may make no progress before it counts as failed.
  apps/v1.DeploymentSpec replicas: How many pods; 1 by default.
  apps/v1.DeploymentSpec revisionHistoryLimit: How many old ReplicaSets are kept for going back; 10 by default.
  apps/v1.DeploymentSpec selector: Which pods are its own. Cannot be changed.
  apps/v1.DeploymentSpec strategy: How old pods are replaced by new ones.
  apps/v1.DeploymentSpec template: What its pods are made by.
  apps/v1.DeploymentStrategy: How old pods are replaced by new ones.
  apps/v1.DeploymentStrategy rollingUpdate: How many at a time, for RollingUpdate.
  apps/v1.DeploymentStrategy type: RollingUpdate, or Recreate: all old ones go first.
  apps/v1.RollingUpdateDeployment maxSurge: How many pods more than wanted, as a number or percentage; 25% by default.
  apps/v1.RollingUpdateDeployment maxUnavailable: How many pods fewer than wanted, as a number or percentage; 25% by default.
  apps/v1.ReplicaSet: Pods that are all alike, kept at a number; Deployments make them.
  apps/v1.StatefulSet: Pods with a name and a volume of their own that stay with them.
  apps/v1.DaemonSet: One pod on every node.
  batch/v1.Job: Pods that run until their work is done.
  batch/v1.CronJob: Jobs at set times.
  autoscaling/v2.HorizontalPodAutoscaler: Changes the number of pods by what they have to do.
  policy/v1.PodDisruptionBudget: How many pods may be taken away on purpose at the same time.

  networking/v1.Ingress: HTTP routes from outside to Services, by host and path.
  networking/v1.IngressSpec defaultBackend: Where requests go that no rule is for.
  networking/v1.IngressSpec ingressClassName: Name of the IngressClass whose gateway serves it.
  networking/v1.IngressSpec rules: Hosts and paths, and where they lead.
  networking/v1.IngressSpec tls: Certificates, and the hosts that they are for.
  networking/v1.IngressRule host: The host that is asked for; absent, all are.
  networking/v1.HTTPIngressPath backend: Where matching requests go.
  networking/v1.HTTPIngressPath path: The path that is asked for.
  networking/v1.HTTPIngressPath pathType: How the path is compared: Exact, Prefix, or as the gateway has it.
  networking/v1.IngressClass: A gateway that serves Ingresses.
  networking/v1.NetworkPolicy: Which connections pods may have.
  discovery/v1.EndpointSlice: Addresses of pods of a Service, and whether they are ready.
  discovery/v1.EndpointSlice endpoints: The addresses.
  discovery/v1.EndpointSlice ports: Ports that all of them have.
  coordination/v1.Lease: Who holds something, and until when.

  rbac/v1.Role: What may be done with which objects of a namespace.
  rbac/v1.ClusterRole: What may be done with which objects of the cluster.
  rbac/v1.RoleBinding: Who has a role in a namespace.
  rbac/v1.ClusterRoleBinding: Who has a role in the whole cluster.
  rbac/v1.PolicyRule apiGroups: Groups of the objects; an empty text is the core group.
  rbac/v1.PolicyRule resources: Plurals of the kinds.
  rbac/v1.PolicyRule verbs: What may be done: get, list, watch, create, update, patch, delete.

  apiextensions/v1.CustomResourceDefinition: A kind that the API is to serve besides its own.
  apiextensions/v1.CustomResourceDefinitionSpec names: What its objects are called.
  apiextensions/v1.CustomResourceDefinitionSpec scope: Namespaced or Cluster.
  apiextensions/v1.CustomResourceDefinitionSpec versions: Its versions, each with its schema.`;

/** By place: `shape`, `shape field` or `field`. */
export const BUILT_IN_DESCRIPTIONS: ReadonlyMap<string, string> = new Map(
  DESCRIPTIONS.trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const end = line.indexOf(': ');
      return [line.slice(0, end).trim(), line.slice(end + 2)];
    }),
);

/** What a shape is, by its OpenAPI name: `io.k8s.api.core.v1.Pod`. */
export function shapeDescription(name: string): string | undefined {
  const [group, version, shape] = name.split('.').slice(-3);
  return BUILT_IN_DESCRIPTIONS.get(`${group}/${version}.${shape}`);
}

/** What a shape is (`core/v1.Pod`), or one of its fields; undefined where its name has to do. */
export function builtInDescription(shape: string, field?: string): string | undefined {
  if (field === undefined) return BUILT_IN_DESCRIPTIONS.get(shape);
  return BUILT_IN_DESCRIPTIONS.get(`${shape} ${field}`) ?? BUILT_IN_DESCRIPTIONS.get(field);
}
