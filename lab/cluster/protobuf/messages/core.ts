/** The messages of the core group, but for pods and volumes. The notation is that of `message-table.ts`. */
export const CORE = `
  core.Binding: 1metadata meta.ObjectMeta*, 2target core.ObjectReference*
  core.ClientIPConfig: 1timeoutSeconds i*
  core.ConfigMap: 1metadata meta.ObjectMeta*, 2data {}s, 3binaryData {}y, 4immutable b*
  core.ConfigMapNodeConfigSource: 1namespace s*, 2name s*, 3uid s, 4resourceVersion s, 5kubeletConfigKey s*
  core.ContainerImage: 1names []s, 2sizeBytes i
  core.DaemonEndpoint: 1Port i*
  core.EndpointAddress: 1ip s*, 2targetRef core.ObjectReference*, 3hostname s, 4nodeName s*
  core.EndpointPort: 1name s, 2port i*, 3protocol s, 4appProtocol s*
  core.EndpointSubset: 1addresses []core.EndpointAddress, 2notReadyAddresses []core.EndpointAddress, 3ports []core.EndpointPort
  core.Endpoints: 1metadata meta.ObjectMeta*, 2subsets []core.EndpointSubset
  core.Event: 1metadata meta.ObjectMeta*, 2involvedObject core.ObjectReference*, 3reason s, 4message s, 5source core.EventSource*, 6firstTimestamp Time, 7lastTimestamp Time, 8count i, 9type s, 10eventTime MicroTime, 11series core.EventSeries*, 12action s, 13related core.ObjectReference*, 14reportingComponent s*, 15reportingInstance s*
  core.EventSeries: 1count i, 2lastObservedTime MicroTime
  core.EventSource: 1component s, 2host s
  core.LimitRange: 1metadata meta.ObjectMeta*, 2spec core.LimitRangeSpec*
  core.LimitRangeItem: 1type s*, 2max {}Quantity, 3min {}Quantity, 4default {}Quantity, 5defaultRequest {}Quantity, 6maxLimitRequestRatio {}Quantity
  core.LimitRangeSpec: 1limits []core.LimitRangeItem
  core.LoadBalancerIngress: 1ip s, 2hostname s, 3ipMode s*, 4ports []core.PortStatus
  core.LoadBalancerStatus: 1ingress []core.LoadBalancerIngress
  core.Namespace: 1metadata meta.ObjectMeta*, 2spec core.NamespaceSpec*, 3status core.NamespaceStatus*
  core.NamespaceCondition: 1type s*, 2status s*, 4lastTransitionTime Time, 5reason s, 6message s
  core.NamespaceSpec: 1finalizers []s
  core.NamespaceStatus: 1phase s, 2conditions []core.NamespaceCondition
  core.Node: 1metadata meta.ObjectMeta*, 2spec core.NodeSpec*, 3status core.NodeStatus*
  core.NodeAddress: 1type s*, 2address s*
  core.NodeCondition: 1type s*, 2status s*, 3lastHeartbeatTime Time, 4lastTransitionTime Time, 5reason s, 6message s
  core.NodeConfigSource: 2configMap core.ConfigMapNodeConfigSource*
  core.NodeConfigStatus: 1assigned core.NodeConfigSource*, 2active core.NodeConfigSource*, 3lastKnownGood core.NodeConfigSource*, 4error s
  core.NodeDaemonEndpoints: 1kubeletEndpoint core.DaemonEndpoint*
  core.NodeFeatures: 1supplementalGroupsPolicy b*
  core.NodeRuntimeHandler: 1name s*, 2features core.NodeRuntimeHandlerFeatures*
  core.NodeRuntimeHandlerFeatures: 1recursiveReadOnlyMounts b*, 2userNamespaces b*
  core.NodeSpec: 1podCIDR s, 2externalID s, 3providerID s, 4unschedulable b, 5taints []core.Taint, 6configSource core.NodeConfigSource*, 7podCIDRs []s
  core.NodeStatus: 1capacity {}Quantity, 2allocatable {}Quantity, 3phase s, 4conditions []core.NodeCondition, 5addresses []core.NodeAddress, 6daemonEndpoints core.NodeDaemonEndpoints*, 7nodeInfo core.NodeSystemInfo*, 8images []core.ContainerImage, 9volumesInUse []s, 10volumesAttached []core.AttachedVolume, 11config core.NodeConfigStatus*, 12runtimeHandlers []core.NodeRuntimeHandler, 13features core.NodeFeatures*, 14declaredFeatures []s
  core.NodeSwapStatus: 1capacity i*
  core.NodeSystemInfo: 1machineID s*, 2systemUUID s*, 3bootID s*, 4kernelVersion s*, 5osImage s*, 6containerRuntimeVersion s*, 7kubeletVersion s*, 8kubeProxyVersion s*, 9operatingSystem s*, 10architecture s*, 11swap core.NodeSwapStatus*
  core.ObjectReference: 1kind s, 2namespace s, 3name s, 4uid s, 5apiVersion s, 6resourceVersion s, 7fieldPath s
  core.PortStatus: 1port i*, 2protocol s*, 3error s*
  core.ReplicationController: 1metadata meta.ObjectMeta*, 2spec core.ReplicationControllerSpec*, 3status core.ReplicationControllerStatus*
  core.ReplicationControllerCondition: 1type s*, 2status s*, 3lastTransitionTime Time, 4reason s, 5message s
  core.ReplicationControllerSpec: 1replicas i*, 2selector {}s, 3template core.PodTemplateSpec*, 4minReadySeconds i
  core.ReplicationControllerStatus: 1replicas i*, 2fullyLabeledReplicas i, 3observedGeneration i, 4readyReplicas i, 5availableReplicas i, 6conditions []core.ReplicationControllerCondition
  core.ResourceQuota: 1metadata meta.ObjectMeta*, 2spec core.ResourceQuotaSpec*, 3status core.ResourceQuotaStatus*
  core.ResourceQuotaSpec: 1hard {}Quantity, 2scopes []s, 3scopeSelector core.ScopeSelector*
  core.ResourceQuotaStatus: 1hard {}Quantity, 2used {}Quantity
  core.ScopeSelector: 1matchExpressions []core.ScopedResourceSelectorRequirement
  core.ScopedResourceSelectorRequirement: 1scopeName s*, 2operator s*, 3values []s
  core.Secret: 1metadata meta.ObjectMeta*, 2data {}y, 3type s, 4stringData {}s, 5immutable b*
  core.SecretReference: 1name s, 2namespace s
  core.Service: 1metadata meta.ObjectMeta*, 2spec core.ServiceSpec*, 3status core.ServiceStatus*
  core.ServiceAccount: 1metadata meta.ObjectMeta*, 2secrets []core.ObjectReference, 3imagePullSecrets []core.LocalObjectReference, 4automountServiceAccountToken b*
  core.ServicePort: 1name s, 2protocol s, 3port i*, 4targetPort IntOrString*, 5nodePort i, 6appProtocol s*
  core.ServiceSpec: 1ports []core.ServicePort, 2selector {}s, 3clusterIP s, 4type s, 5externalIPs []s, 7sessionAffinity s, 8loadBalancerIP s, 9loadBalancerSourceRanges []s, 10externalName s, 11externalTrafficPolicy s, 12healthCheckNodePort i, 13publishNotReadyAddresses b, 14sessionAffinityConfig core.SessionAffinityConfig*, 17ipFamilyPolicy s*, 18clusterIPs []s, 19ipFamilies []s, 20allocateLoadBalancerNodePorts b*, 21loadBalancerClass s*, 22internalTrafficPolicy s*, 23trafficDistribution s*
  core.ServiceStatus: 1loadBalancer core.LoadBalancerStatus*, 2conditions []meta.Condition
  core.SessionAffinityConfig: 1clientIP core.ClientIPConfig*
  core.Taint: 1key s*, 2value s, 3effect s*, 4timeAdded Time`;
