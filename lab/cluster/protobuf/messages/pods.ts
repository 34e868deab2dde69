/** The messages of the core group that a pod, or a template of one, is made of. The notation is that of `message-table.ts`. */
export const PODS = `
  core.Affinity: 1nodeAffinity core.NodeAffinity*, 2podAffinity core.PodAffinity*, 3podAntiAffinity core.PodAntiAffinity*
  core.AppArmorProfile: 1type s*, 2localhostProfile s*
  core.Capabilities: 1add []s, 2drop []s
  core.ConfigMapEnvSource: 1 +core.LocalObjectReference, 2optional b*
  core.ConfigMapKeySelector: 1 +core.LocalObjectReference, 2key s*, 3optional b*
  core.Container: 1name s*, 2image s, 3command []s, 4args []s, 5workingDir s, 6ports []core.ContainerPort, 7env []core.EnvVar, 8resources core.ResourceRequirements*, 9volumeMounts []core.VolumeMount, 10livenessProbe core.Probe*, 11readinessProbe core.Probe*, 12lifecycle core.Lifecycle*, 13terminationMessagePath s, 14imagePullPolicy s, 15securityContext core.SecurityContext*, 16stdin b, 17stdinOnce b, 18tty b, 19envFrom []core.EnvFromSource, 20terminationMessagePolicy s, 21volumeDevices []core.VolumeDevice, 22startupProbe core.Probe*, 23resizePolicy []core.ContainerResizePolicy, 24restartPolicy s*, 25restartPolicyRules []core.ContainerRestartRule
  core.ContainerExtendedResourceRequest: 1containerName s*, 2resourceName s*, 3requestName s*
  core.ContainerPort: 1name s, 2hostPort i, 3containerPort i*, 4protocol s, 5hostIP s
  core.ContainerResizePolicy: 1resourceName s*, 2restartPolicy s*
  core.ContainerRestartRule: 1action s, 2exitCodes core.ContainerRestartRuleOnExitCodes*
  core.ContainerRestartRuleOnExitCodes: 1operator s, 2values []i
  core.ContainerState: 1waiting core.ContainerStateWaiting*, 2running core.ContainerStateRunning*, 3terminated core.ContainerStateTerminated*
  core.ContainerStateRunning: 1startedAt Time
  core.ContainerStateTerminated: 1exitCode i*, 2signal i, 3reason s, 4message s, 5startedAt Time, 6finishedAt Time, 7containerID s
  core.ContainerStateWaiting: 1reason s, 2message s
  core.ContainerStatus: 1name s*, 2state core.ContainerState*, 3lastState core.ContainerState*, 4ready b*, 5restartCount i*, 6image s*, 7imageID s*, 8containerID s, 9started b*, 10allocatedResources {}Quantity, 11resources core.ResourceRequirements*, 12volumeMounts []core.VolumeMountStatus, 13user core.ContainerUser*, 14allocatedResourcesStatus []core.ResourceStatus, 15stopSignal s*
  core.ContainerUser: 1linux core.LinuxContainerUser*
  core.EnvFromSource: 1prefix s, 2configMapRef core.ConfigMapEnvSource*, 3secretRef core.SecretEnvSource*
  core.EnvVar: 1name s*, 2value s, 3valueFrom core.EnvVarSource*
  core.EnvVarSource: 1fieldRef core.ObjectFieldSelector*, 2resourceFieldRef core.ResourceFieldSelector*, 3configMapKeyRef core.ConfigMapKeySelector*, 4secretKeyRef core.SecretKeySelector*, 5fileKeyRef core.FileKeySelector*
  core.EphemeralContainer: 1 +core.EphemeralContainerCommon, 2targetContainerName s
  core.EphemeralContainerCommon: 1name s*, 2image s, 3command []s, 4args []s, 5workingDir s, 6ports []core.ContainerPort, 7env []core.EnvVar, 8resources core.ResourceRequirements*, 9volumeMounts []core.VolumeMount, 10livenessProbe core.Probe*, 11readinessProbe core.Probe*, 12lifecycle core.Lifecycle*, 13terminationMessagePath s, 14imagePullPolicy s, 15securityContext core.SecurityContext*, 16stdin b, 17stdinOnce b, 18tty b, 19envFrom []core.EnvFromSource, 20terminationMessagePolicy s, 21volumeDevices []core.VolumeDevice, 22startupProbe core.Probe*, 23resizePolicy []core.ContainerResizePolicy, 24restartPolicy s*, 25restartPolicyRules []core.ContainerRestartRule
  core.ExecAction: 1command []s
  core.FileKeySelector: 1volumeName s*, 2path s*, 3key s*, 4optional b*
  core.GRPCAction: 1port i*, 2service s*
  core.HTTPGetAction: 1path s, 2port IntOrString*, 3host s, 4scheme s, 5httpHeaders []core.HTTPHeader
  core.HTTPHeader: 1name s*, 2value s*
  core.HostAlias: 1ip s*, 2hostnames []s
  core.HostIP: 1ip s*
  core.Lifecycle: 1postStart core.LifecycleHandler*, 2preStop core.LifecycleHandler*, 3stopSignal s*
  core.LifecycleHandler: 1exec core.ExecAction*, 2httpGet core.HTTPGetAction*, 3tcpSocket core.TCPSocketAction*, 4sleep core.SleepAction*
  core.LinuxContainerUser: 1uid i*, 2gid i*, 3supplementalGroups []i
  core.LocalObjectReference: 1name s
  core.NodeAffinity: 1requiredDuringSchedulingIgnoredDuringExecution core.NodeSelector*, 2preferredDuringSchedulingIgnoredDuringExecution []core.PreferredSchedulingTerm
  core.NodeSelector: 1nodeSelectorTerms []core.NodeSelectorTerm
  core.NodeSelectorRequirement: 1key s*, 2operator s*, 3values []s
  core.NodeSelectorTerm: 1matchExpressions []core.NodeSelectorRequirement, 2matchFields []core.NodeSelectorRequirement
  core.ObjectFieldSelector: 1apiVersion s, 2fieldPath s*
  core.Pod: 1metadata meta.ObjectMeta*, 2spec core.PodSpec*, 3status core.PodStatus*
  core.PodAffinity: 1requiredDuringSchedulingIgnoredDuringExecution []core.PodAffinityTerm, 2preferredDuringSchedulingIgnoredDuringExecution []core.WeightedPodAffinityTerm
  core.PodAffinityTerm: 1labelSelector meta.LabelSelector*, 2namespaces []s, 3topologyKey s*, 4namespaceSelector meta.LabelSelector*, 5matchLabelKeys []s, 6mismatchLabelKeys []s
  core.PodAntiAffinity: 1requiredDuringSchedulingIgnoredDuringExecution []core.PodAffinityTerm, 2preferredDuringSchedulingIgnoredDuringExecution []core.WeightedPodAffinityTerm
  core.PodCondition: 1type s*, 2status s*, 3lastProbeTime Time, 4lastTransitionTime Time, 5reason s, 6message s, 7observedGeneration i
  core.PodDNSConfig: 1nameservers []s, 2searches []s, 3options []core.PodDNSConfigOption
  core.PodDNSConfigOption: 1name s, 2value s*
  core.PodExtendedResourceClaimStatus: 1requestMappings []core.ContainerExtendedResourceRequest, 2resourceClaimName s*
  core.PodIP: 1ip s*
  core.PodOS: 1name s*
  core.PodReadinessGate: 1conditionType s*
  core.PodResourceClaim: 1name s*, 3resourceClaimName s*, 4resourceClaimTemplateName s*
  core.PodResourceClaimStatus: 1name s*, 2resourceClaimName s*
  core.PodSchedulingGate: 1name s*
  core.PodSecurityContext: 1seLinuxOptions core.SELinuxOptions*, 2runAsUser i*, 3runAsNonRoot b*, 4supplementalGroups []i, 5fsGroup i*, 6runAsGroup i*, 7sysctls []core.Sysctl, 8windowsOptions core.WindowsSecurityContextOptions*, 9fsGroupChangePolicy s*, 10seccompProfile core.SeccompProfile*, 11appArmorProfile core.AppArmorProfile*, 12supplementalGroupsPolicy s*, 13seLinuxChangePolicy s*
  core.PodSpec: 1volumes []core.Volume, 2containers []core.Container, 3restartPolicy s, 4terminationGracePeriodSeconds i*, 5activeDeadlineSeconds i*, 6dnsPolicy s, 7nodeSelector {}s, 8serviceAccountName s, 9serviceAccount s, 10nodeName s, 11hostNetwork b, 12hostPID b, 13hostIPC b, 14securityContext core.PodSecurityContext*, 15imagePullSecrets []core.LocalObjectReference, 16hostname s, 17subdomain s, 18affinity core.Affinity*, 19schedulerName s, 20initContainers []core.Container, 21automountServiceAccountToken b*, 22tolerations []core.Toleration, 23hostAliases []core.HostAlias, 24priorityClassName s, 25priority i*, 26dnsConfig core.PodDNSConfig*, 27shareProcessNamespace b*, 28readinessGates []core.PodReadinessGate, 29runtimeClassName s*, 30enableServiceLinks b*, 31preemptionPolicy s*, 32overhead {}Quantity, 33topologySpreadConstraints []core.TopologySpreadConstraint, 34ephemeralContainers []core.EphemeralContainer, 35setHostnameAsFQDN b*, 36os core.PodOS*, 37hostUsers b*, 38schedulingGates []core.PodSchedulingGate, 39resourceClaims []core.PodResourceClaim, 40resources core.ResourceRequirements*, 41hostnameOverride s*, 42workloadRef core.WorkloadReference*
  core.PodStatus: 1phase s, 2conditions []core.PodCondition, 3message s, 4reason s, 5hostIP s, 6podIP s, 7startTime Time, 8containerStatuses []core.ContainerStatus, 9qosClass s, 10initContainerStatuses []core.ContainerStatus, 11nominatedNodeName s, 12podIPs []core.PodIP, 13ephemeralContainerStatuses []core.ContainerStatus, 14resize s, 15resourceClaimStatuses []core.PodResourceClaimStatus, 16hostIPs []core.HostIP, 17observedGeneration i, 18extendedResourceClaimStatus core.PodExtendedResourceClaimStatus*, 19allocatedResources {}Quantity, 20resources core.ResourceRequirements*
  core.PodTemplateSpec: 1metadata meta.ObjectMeta*, 2spec core.PodSpec*
  core.PreferredSchedulingTerm: 1weight i*, 2preference core.NodeSelectorTerm*
  core.Probe: 1 +core.ProbeHandler, 2initialDelaySeconds i, 3timeoutSeconds i, 4periodSeconds i, 5successThreshold i, 6failureThreshold i, 7terminationGracePeriodSeconds i*
  core.ProbeHandler: 1exec core.ExecAction*, 2httpGet core.HTTPGetAction*, 3tcpSocket core.TCPSocketAction*, 4grpc core.GRPCAction*
  core.ResourceClaim: 1name s*, 2request s
  core.ResourceFieldSelector: 1containerName s, 2resource s*, 3divisor Quantity*
  core.ResourceHealth: 1resourceID s*, 2health s
  core.ResourceRequirements: 1limits {}Quantity, 2requests {}Quantity, 3claims []core.ResourceClaim
  core.ResourceStatus: 1name s*, 2resources []core.ResourceHealth
  core.SELinuxOptions: 1user s, 2role s, 3type s, 4level s
  core.SeccompProfile: 1type s*, 2localhostProfile s*
  core.SecretEnvSource: 1 +core.LocalObjectReference, 2optional b*
  core.SecretKeySelector: 1 +core.LocalObjectReference, 2key s*, 3optional b*
  core.SecurityContext: 1capabilities core.Capabilities*, 2privileged b*, 3seLinuxOptions core.SELinuxOptions*, 4runAsUser i*, 5runAsNonRoot b*, 6readOnlyRootFilesystem b*, 7allowPrivilegeEscalation b*, 8runAsGroup i*, 9procMount s*, 10windowsOptions core.WindowsSecurityContextOptions*, 11seccompProfile core.SeccompProfile*, 12appArmorProfile core.AppArmorProfile*
  core.SleepAction: 1seconds i*
  core.Sysctl: 1name s*, 2value s*
  core.TCPSocketAction: 1port IntOrString*, 2host s
  core.Toleration: 1key s, 2operator s, 3value s, 4effect s, 5tolerationSeconds i*
  core.TopologySpreadConstraint: 1maxSkew i*, 2topologyKey s*, 3whenUnsatisfiable s*, 4labelSelector meta.LabelSelector*, 5minDomains i*, 6nodeAffinityPolicy s*, 7nodeTaintsPolicy s*, 8matchLabelKeys []s
  core.VolumeDevice: 1name s*, 2devicePath s*
  core.VolumeMount: 1name s*, 2readOnly b, 3mountPath s*, 4subPath s, 5mountPropagation s*, 6subPathExpr s, 7recursiveReadOnly s*
  core.VolumeMountStatus: 1name s*, 2mountPath s*, 3readOnly b, 4recursiveReadOnly s*
  core.WeightedPodAffinityTerm: 1weight i*, 2podAffinityTerm core.PodAffinityTerm*
  core.WindowsSecurityContextOptions: 1gmsaCredentialSpecName s*, 2gmsaCredentialSpec s*, 3runAsUserName s*, 4hostProcess b*
  core.WorkloadReference: 1name s*, 2podGroup s*, 3podGroupReplicaKey s`;
