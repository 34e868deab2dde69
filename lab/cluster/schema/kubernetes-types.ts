/**
 * The fields of Kubernetes' built-in kinds, extracted from @kubernetes/client-node by `node scripts/kubernetes-types.ts`.
 * Do not edit. A line is a shape and its fields: `name` a string, `name:type` another type, `!` required, `[]` a list of
 * what follows, `{}` a mapping of it; a shape of the same group stands without its group.
 */
export const KUBERNETES_TYPES = `
apiextensions/v1.CustomResourceColumnDefinition description format jsonPath! name! priority:int32 type!
apiextensions/v1.CustomResourceConversion strategy! webhook:WebhookConversion
apiextensions/v1.CustomResourceDefinition apiVersion kind metadata:meta/v1.ObjectMeta spec!:CustomResourceDefinitionSpec status:CustomResourceDefinitionStatus
apiextensions/v1.CustomResourceDefinitionCondition lastTransitionTime:time message observedGeneration:int64 reason status! type!
apiextensions/v1.CustomResourceDefinitionNames categories:[]string kind! listKind plural! shortNames:[]string singular
apiextensions/v1.CustomResourceDefinitionSpec conversion:CustomResourceConversion group! names!:CustomResourceDefinitionNames preserveUnknownFields:boolean scope! versions!:[]CustomResourceDefinitionVersion
apiextensions/v1.CustomResourceDefinitionStatus acceptedNames:CustomResourceDefinitionNames conditions:[]CustomResourceDefinitionCondition observedGeneration:int64 storedVersions:[]string
apiextensions/v1.CustomResourceDefinitionVersion additionalPrinterColumns:[]CustomResourceColumnDefinition deprecated:boolean deprecationWarning name! schema:CustomResourceValidation selectableFields:[]SelectableField served!:boolean storage!:boolean subresources:CustomResourceSubresources
apiextensions/v1.CustomResourceSubresourceScale labelSelectorPath specReplicasPath! statusReplicasPath!
apiextensions/v1.CustomResourceSubresources scale:CustomResourceSubresourceScale status:any
apiextensions/v1.CustomResourceValidation openAPIV3Schema:JSONSchemaProps
apiextensions/v1.ExternalDocumentation description url
apiextensions/v1.JSONSchemaProps $ref $schema additionalItems:any additionalProperties:any allOf:[]JSONSchemaProps anyOf:[]JSONSchemaProps default:any definitions:{}JSONSchemaProps dependencies:{}any description enum:[]any example:any exclusiveMaximum:boolean exclusiveMinimum:boolean externalDocs:ExternalDocumentation format id items:any maxItems:int64 maxLength:int64 maxProperties:int64 maximum:double minItems:int64 minLength:int64 minProperties:int64 minimum:double multipleOf:double not:JSONSchemaProps nullable:boolean oneOf:[]JSONSchemaProps pattern patternProperties:{}JSONSchemaProps properties:{}JSONSchemaProps required:[]string title type uniqueItems:boolean x-kubernetes-embedded-resource:boolean x-kubernetes-int-or-string:boolean x-kubernetes-list-map-keys:[]string x-kubernetes-list-type x-kubernetes-map-type x-kubernetes-preserve-unknown-fields:boolean x-kubernetes-validations:[]ValidationRule
apiextensions/v1.SelectableField jsonPath!
apiextensions/v1.ServiceReference name! namespace! path port:int32
apiextensions/v1.ValidationRule fieldPath message messageExpression optionalOldSelf:boolean reason rule!
apiextensions/v1.WebhookClientConfig caBundle:byte service:ServiceReference url
apiextensions/v1.WebhookConversion clientConfig:WebhookClientConfig conversionReviewVersions!:[]string
apps/v1.ControllerRevision apiVersion data:any kind metadata:meta/v1.ObjectMeta revision!:int64
apps/v1.DaemonSet apiVersion kind metadata:meta/v1.ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus
apps/v1.DaemonSetCondition lastTransitionTime:time message reason status! type!
apps/v1.DaemonSetSpec minReadySeconds:int32 revisionHistoryLimit:int32 selector!:meta/v1.LabelSelector template!:core/v1.PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy
apps/v1.DaemonSetStatus collisionCount:int32 conditions:[]DaemonSetCondition currentNumberScheduled!:int32 desiredNumberScheduled!:int32 numberAvailable:int32 numberMisscheduled!:int32 numberReady!:int32 numberUnavailable:int32 observedGeneration:int64 updatedNumberScheduled:int32
apps/v1.DaemonSetUpdateStrategy rollingUpdate:RollingUpdateDaemonSet type
apps/v1.Deployment apiVersion kind metadata:meta/v1.ObjectMeta spec:DeploymentSpec status:DeploymentStatus
apps/v1.DeploymentCondition lastTransitionTime:time lastUpdateTime:time message reason status! type!
apps/v1.DeploymentSpec minReadySeconds:int32 paused:boolean progressDeadlineSeconds:int32 replicas:int32 revisionHistoryLimit:int32 selector!:meta/v1.LabelSelector strategy:DeploymentStrategy template!:core/v1.PodTemplateSpec
apps/v1.DeploymentStatus availableReplicas:int32 collisionCount:int32 conditions:[]DeploymentCondition observedGeneration:int64 readyReplicas:int32 replicas:int32 terminatingReplicas:int32 unavailableReplicas:int32 updatedReplicas:int32
apps/v1.DeploymentStrategy rollingUpdate:RollingUpdateDeployment type
apps/v1.ReplicaSet apiVersion kind metadata:meta/v1.ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus
apps/v1.ReplicaSetCondition lastTransitionTime:time message reason status! type!
apps/v1.ReplicaSetSpec minReadySeconds:int32 replicas:int32 selector!:meta/v1.LabelSelector template:core/v1.PodTemplateSpec
apps/v1.ReplicaSetStatus availableReplicas:int32 conditions:[]ReplicaSetCondition fullyLabeledReplicas:int32 observedGeneration:int64 readyReplicas:int32 replicas!:int32 terminatingReplicas:int32
apps/v1.RollingUpdateDaemonSet maxSurge:int-or-string maxUnavailable:int-or-string
apps/v1.RollingUpdateDeployment maxSurge:int-or-string maxUnavailable:int-or-string
apps/v1.RollingUpdateStatefulSetStrategy maxUnavailable:int-or-string partition:int32
apps/v1.StatefulSet apiVersion kind metadata:meta/v1.ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus
apps/v1.StatefulSetCondition lastTransitionTime:time message reason status! type!
apps/v1.StatefulSetOrdinals start:int32
apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted whenScaled
apps/v1.StatefulSetSpec minReadySeconds:int32 ordinals:StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy replicas:int32 revisionHistoryLimit:int32 selector!:meta/v1.LabelSelector serviceName template!:core/v1.PodTemplateSpec updateStrategy:StatefulSetUpdateStrategy volumeClaimTemplates:[]core/v1.PersistentVolumeClaim
apps/v1.StatefulSetStatus availableReplicas:int32 collisionCount:int32 conditions:[]StatefulSetCondition currentReplicas:int32 currentRevision observedGeneration:int64 readyReplicas:int32 replicas!:int32 updateRevision updatedReplicas:int32
apps/v1.StatefulSetUpdateStrategy rollingUpdate:RollingUpdateStatefulSetStrategy type
autoscaling/v1.CrossVersionObjectReference apiVersion kind! name!
autoscaling/v1.HorizontalPodAutoscaler apiVersion kind metadata:meta/v1.ObjectMeta spec!:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus
autoscaling/v1.HorizontalPodAutoscalerSpec maxReplicas!:int32 minReplicas:int32 scaleTargetRef!:CrossVersionObjectReference targetCPUUtilizationPercentage:int32
autoscaling/v1.HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage:int32 currentReplicas!:int32 desiredReplicas!:int32 lastScaleTime:time observedGeneration:int64
autoscaling/v1.Scale apiVersion kind metadata:meta/v1.ObjectMeta spec:ScaleSpec status:ScaleStatus
autoscaling/v1.ScaleSpec replicas:int32
autoscaling/v1.ScaleStatus replicas!:int32 selector
autoscaling/v2.ContainerResourceMetricSource container! name! target!:MetricTarget
autoscaling/v2.ContainerResourceMetricStatus container! current!:MetricValueStatus name!
autoscaling/v2.CrossVersionObjectReference apiVersion kind! name!
autoscaling/v2.ExternalMetricSource metric!:MetricIdentifier target!:MetricTarget
autoscaling/v2.ExternalMetricStatus current!:MetricValueStatus metric!:MetricIdentifier
autoscaling/v2.HPAScalingPolicy periodSeconds!:int32 type! value!:int32
autoscaling/v2.HPAScalingRules policies:[]HPAScalingPolicy selectPolicy stabilizationWindowSeconds:int32 tolerance
autoscaling/v2.HorizontalPodAutoscaler apiVersion kind metadata:meta/v1.ObjectMeta spec!:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus
autoscaling/v2.HorizontalPodAutoscalerBehavior scaleDown:HPAScalingRules scaleUp:HPAScalingRules
autoscaling/v2.HorizontalPodAutoscalerCondition lastTransitionTime:time message reason status! type!
autoscaling/v2.HorizontalPodAutoscalerSpec behavior:HorizontalPodAutoscalerBehavior maxReplicas!:int32 metrics:[]MetricSpec minReplicas:int32 scaleTargetRef!:CrossVersionObjectReference
autoscaling/v2.HorizontalPodAutoscalerStatus conditions:[]HorizontalPodAutoscalerCondition currentMetrics:[]MetricStatus currentReplicas:int32 desiredReplicas!:int32 lastScaleTime:time observedGeneration:int64
autoscaling/v2.MetricIdentifier name! selector:meta/v1.LabelSelector
autoscaling/v2.MetricSpec containerResource:ContainerResourceMetricSource external:ExternalMetricSource object:ObjectMetricSource pods:PodsMetricSource resource:ResourceMetricSource type!
autoscaling/v2.MetricStatus containerResource:ContainerResourceMetricStatus external:ExternalMetricStatus object:ObjectMetricStatus pods:PodsMetricStatus resource:ResourceMetricStatus type!
autoscaling/v2.MetricTarget averageUtilization:int32 averageValue type! value
autoscaling/v2.MetricValueStatus averageUtilization:int32 averageValue value
autoscaling/v2.ObjectMetricSource describedObject!:CrossVersionObjectReference metric!:MetricIdentifier target!:MetricTarget
autoscaling/v2.ObjectMetricStatus current!:MetricValueStatus describedObject!:CrossVersionObjectReference metric!:MetricIdentifier
autoscaling/v2.PodsMetricSource metric!:MetricIdentifier target!:MetricTarget
autoscaling/v2.PodsMetricStatus current!:MetricValueStatus metric!:MetricIdentifier
autoscaling/v2.ResourceMetricSource name! target!:MetricTarget
autoscaling/v2.ResourceMetricStatus current!:MetricValueStatus name!
batch/v1.CronJob apiVersion kind metadata:meta/v1.ObjectMeta spec!:CronJobSpec status:CronJobStatus
batch/v1.CronJobSpec concurrencyPolicy failedJobsHistoryLimit:int32 jobTemplate!:JobTemplateSpec schedule! startingDeadlineSeconds:int64 successfulJobsHistoryLimit:int32 suspend:boolean timeZone
batch/v1.CronJobStatus active:[]core/v1.ObjectReference lastScheduleTime:time lastSuccessfulTime:time
batch/v1.Job apiVersion kind metadata:meta/v1.ObjectMeta spec:JobSpec status:JobStatus
batch/v1.JobCondition lastProbeTime:time lastTransitionTime:time message reason status! type!
batch/v1.JobSpec activeDeadlineSeconds:int64 backoffLimit:int32 backoffLimitPerIndex:int32 completionMode completions:int32 managedBy manualSelector:boolean maxFailedIndexes:int32 parallelism:int32 podFailurePolicy:PodFailurePolicy podReplacementPolicy selector:meta/v1.LabelSelector successPolicy:SuccessPolicy suspend:boolean template!:core/v1.PodTemplateSpec ttlSecondsAfterFinished:int32
batch/v1.JobStatus active:int32 completedIndexes completionTime:time conditions:[]JobCondition failed:int32 failedIndexes ready:int32 startTime:time succeeded:int32 terminating:int32 uncountedTerminatedPods:UncountedTerminatedPods
batch/v1.JobTemplateSpec metadata:meta/v1.ObjectMeta spec:JobSpec
batch/v1.PodFailurePolicy rules!:[]PodFailurePolicyRule
batch/v1.PodFailurePolicyOnExitCodesRequirement containerName operator! values!:[]int32
batch/v1.PodFailurePolicyOnPodConditionsPattern status type!
batch/v1.PodFailurePolicyRule action! onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:[]PodFailurePolicyOnPodConditionsPattern
batch/v1.SuccessPolicy rules!:[]SuccessPolicyRule
batch/v1.SuccessPolicyRule succeededCount:int32 succeededIndexes
batch/v1.UncountedTerminatedPods failed:[]string succeeded:[]string
coordination/v1.Lease apiVersion kind metadata:meta/v1.ObjectMeta spec:LeaseSpec
coordination/v1.LeaseSpec acquireTime:time holderIdentity leaseDurationSeconds:int32 leaseTransitions:int32 preferredHolder renewTime:time strategy
core/v1.AWSElasticBlockStoreVolumeSource fsType partition:int32 readOnly:boolean volumeID!
core/v1.Affinity nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
core/v1.AppArmorProfile localhostProfile type!
core/v1.AttachedVolume devicePath! name!
core/v1.AzureDiskVolumeSource cachingMode diskName! diskURI! fsType kind readOnly:boolean
core/v1.AzureFilePersistentVolumeSource readOnly:boolean secretName! secretNamespace shareName!
core/v1.AzureFileVolumeSource readOnly:boolean secretName! shareName!
core/v1.CSIPersistentVolumeSource controllerExpandSecretRef:SecretReference controllerPublishSecretRef:SecretReference driver! fsType nodeExpandSecretRef:SecretReference nodePublishSecretRef:SecretReference nodeStageSecretRef:SecretReference readOnly:boolean volumeAttributes:{}string volumeHandle!
core/v1.CSIVolumeSource driver! fsType nodePublishSecretRef:LocalObjectReference readOnly:boolean volumeAttributes:{}string
core/v1.Capabilities add:[]string drop:[]string
core/v1.CephFSPersistentVolumeSource monitors!:[]string path readOnly:boolean secretFile secretRef:SecretReference user
core/v1.CephFSVolumeSource monitors!:[]string path readOnly:boolean secretFile secretRef:LocalObjectReference user
core/v1.CinderPersistentVolumeSource fsType readOnly:boolean secretRef:SecretReference volumeID!
core/v1.CinderVolumeSource fsType readOnly:boolean secretRef:LocalObjectReference volumeID!
core/v1.ClientIPConfig timeoutSeconds:int32
core/v1.ClusterTrustBundleProjection labelSelector:meta/v1.LabelSelector name optional:boolean path! signerName
core/v1.ConfigMap apiVersion binaryData:{}byte data:{}string immutable:boolean kind metadata:meta/v1.ObjectMeta
core/v1.ConfigMapEnvSource name optional:boolean
core/v1.ConfigMapKeySelector key! name optional:boolean
core/v1.ConfigMapNodeConfigSource kubeletConfigKey! name! namespace! resourceVersion uid
core/v1.ConfigMapProjection items:[]KeyToPath name optional:boolean
core/v1.ConfigMapVolumeSource defaultMode:int32 items:[]KeyToPath name optional:boolean
core/v1.Container args:[]string command:[]string env:[]EnvVar envFrom:[]EnvFromSource image imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name! ports:[]ContainerPort readinessProbe:Probe resizePolicy:[]ContainerResizePolicy resources:ResourceRequirements restartPolicy restartPolicyRules:[]ContainerRestartRule securityContext:SecurityContext startupProbe:Probe stdin:boolean stdinOnce:boolean terminationMessagePath terminationMessagePolicy tty:boolean volumeDevices:[]VolumeDevice volumeMounts:[]VolumeMount workingDir
core/v1.ContainerExtendedResourceRequest containerName! requestName! resourceName!
core/v1.ContainerImage names:[]string sizeBytes:int64
core/v1.ContainerPort containerPort!:int32 hostIP hostPort:int32 name protocol
core/v1.ContainerResizePolicy resourceName! restartPolicy!
core/v1.ContainerRestartRule action! exitCodes:ContainerRestartRuleOnExitCodes
core/v1.ContainerRestartRuleOnExitCodes operator! values:[]int32
core/v1.ContainerState running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting
core/v1.ContainerStateRunning startedAt:time
core/v1.ContainerStateTerminated containerID exitCode!:int32 finishedAt:time message reason signal:int32 startedAt:time
core/v1.ContainerStateWaiting message reason
core/v1.ContainerStatus allocatedResources:{}string allocatedResourcesStatus:[]ResourceStatus containerID image! imageID! lastState:ContainerState name! ready!:boolean resources:ResourceRequirements restartCount!:int32 started:boolean state:ContainerState stopSignal user:ContainerUser volumeMounts:[]VolumeMountStatus
core/v1.ContainerUser linux:LinuxContainerUser
core/v1.DaemonEndpoint Port!:int32
core/v1.DownwardAPIProjection items:[]DownwardAPIVolumeFile
core/v1.DownwardAPIVolumeFile fieldRef:ObjectFieldSelector mode:int32 path! resourceFieldRef:ResourceFieldSelector
core/v1.DownwardAPIVolumeSource defaultMode:int32 items:[]DownwardAPIVolumeFile
core/v1.EmptyDirVolumeSource medium sizeLimit
core/v1.EndpointAddress hostname ip! nodeName targetRef:ObjectReference
core/v1.EndpointPort appProtocol name port!:int32 protocol
core/v1.EndpointSubset addresses:[]EndpointAddress notReadyAddresses:[]EndpointAddress ports:[]EndpointPort
core/v1.Endpoints apiVersion kind metadata:meta/v1.ObjectMeta subsets:[]EndpointSubset
core/v1.EnvFromSource configMapRef:ConfigMapEnvSource prefix secretRef:SecretEnvSource
core/v1.EnvVar name! value valueFrom:EnvVarSource
core/v1.EnvVarSource configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
core/v1.EphemeralContainer args:[]string command:[]string env:[]EnvVar envFrom:[]EnvFromSource image imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name! ports:[]ContainerPort readinessProbe:Probe resizePolicy:[]ContainerResizePolicy resources:ResourceRequirements restartPolicy restartPolicyRules:[]ContainerRestartRule securityContext:SecurityContext startupProbe:Probe stdin:boolean stdinOnce:boolean targetContainerName terminationMessagePath terminationMessagePolicy tty:boolean volumeDevices:[]VolumeDevice volumeMounts:[]VolumeMount workingDir
core/v1.EphemeralVolumeSource volumeClaimTemplate:PersistentVolumeClaimTemplate
core/v1.Event action apiVersion count:int32 eventTime:time firstTimestamp:time involvedObject!:ObjectReference kind lastTimestamp:time message metadata!:meta/v1.ObjectMeta reason related:ObjectReference reportingComponent reportingInstance series:EventSeries source:EventSource type
core/v1.EventSeries count:int32 lastObservedTime:time
core/v1.EventSource component host
core/v1.ExecAction command:[]string
core/v1.FCVolumeSource fsType lun:int32 readOnly:boolean targetWWNs:[]string wwids:[]string
core/v1.FileKeySelector key! optional:boolean path! volumeName!
core/v1.FlexPersistentVolumeSource driver! fsType options:{}string readOnly:boolean secretRef:SecretReference
core/v1.FlexVolumeSource driver! fsType options:{}string readOnly:boolean secretRef:LocalObjectReference
core/v1.FlockerVolumeSource datasetName datasetUUID
core/v1.GCEPersistentDiskVolumeSource fsType partition:int32 pdName! readOnly:boolean
core/v1.GRPCAction port!:int32 service
core/v1.GitRepoVolumeSource directory repository! revision
core/v1.GlusterfsPersistentVolumeSource endpoints! endpointsNamespace path! readOnly:boolean
core/v1.GlusterfsVolumeSource endpoints! path! readOnly:boolean
core/v1.HTTPGetAction host httpHeaders:[]HTTPHeader path port!:int-or-string scheme
core/v1.HTTPHeader name! value!
core/v1.HostAlias hostnames:[]string ip!
core/v1.HostIP ip!
core/v1.HostPathVolumeSource path! type
core/v1.ISCSIPersistentVolumeSource chapAuthDiscovery:boolean chapAuthSession:boolean fsType initiatorName iqn! iscsiInterface lun!:int32 portals:[]string readOnly:boolean secretRef:SecretReference targetPortal!
core/v1.ISCSIVolumeSource chapAuthDiscovery:boolean chapAuthSession:boolean fsType initiatorName iqn! iscsiInterface lun!:int32 portals:[]string readOnly:boolean secretRef:LocalObjectReference targetPortal!
core/v1.ImageVolumeSource pullPolicy reference
core/v1.ImageVolumeStatus imageRef!
core/v1.KeyToPath key! mode:int32 path!
core/v1.Lifecycle postStart:LifecycleHandler preStop:LifecycleHandler stopSignal
core/v1.LifecycleHandler exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
core/v1.LimitRange apiVersion kind metadata:meta/v1.ObjectMeta spec:LimitRangeSpec
core/v1.LimitRangeItem default:{}string defaultRequest:{}string max:{}string maxLimitRequestRatio:{}string min:{}string type!
core/v1.LimitRangeSpec limits!:[]LimitRangeItem
core/v1.LinuxContainerUser gid!:int64 supplementalGroups:[]int64 uid!:int64
core/v1.LoadBalancerIngress hostname ip ipMode ports:[]PortStatus
core/v1.LoadBalancerStatus ingress:[]LoadBalancerIngress
core/v1.LocalObjectReference name
core/v1.LocalVolumeSource fsType path!
core/v1.ModifyVolumeStatus status! targetVolumeAttributesClassName
core/v1.NFSVolumeSource path! readOnly:boolean server!
core/v1.Namespace apiVersion kind metadata:meta/v1.ObjectMeta spec:NamespaceSpec status:NamespaceStatus
core/v1.NamespaceCondition lastTransitionTime:time message reason status! type!
core/v1.NamespaceSpec finalizers:[]string
core/v1.NamespaceStatus conditions:[]NamespaceCondition phase
core/v1.Node apiVersion kind metadata:meta/v1.ObjectMeta spec:NodeSpec status:NodeStatus
core/v1.NodeAddress address! type!
core/v1.NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
core/v1.NodeAllocatableResourceClaimStatus containers:[]string resourceClaimName! resources!:{}string
core/v1.NodeCondition lastHeartbeatTime:time lastTransitionTime:time message reason status! type!
core/v1.NodeConfigSource configMap:ConfigMapNodeConfigSource
core/v1.NodeConfigStatus active:NodeConfigSource assigned:NodeConfigSource error lastKnownGood:NodeConfigSource
core/v1.NodeDaemonEndpoints kubeletEndpoint:DaemonEndpoint
core/v1.NodeFeatures supplementalGroupsPolicy:boolean
core/v1.NodeRuntimeHandler features:NodeRuntimeHandlerFeatures name
core/v1.NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:boolean userNamespaces:boolean
core/v1.NodeSelector nodeSelectorTerms!:[]NodeSelectorTerm
core/v1.NodeSelectorRequirement key! operator! values:[]string
core/v1.NodeSelectorTerm matchExpressions:[]NodeSelectorRequirement matchFields:[]NodeSelectorRequirement
core/v1.NodeSpec configSource:NodeConfigSource externalID podCIDR podCIDRs:[]string providerID taints:[]Taint unschedulable:boolean
core/v1.NodeStatus addresses:[]NodeAddress allocatable:{}string capacity:{}string conditions:[]NodeCondition config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints declaredFeatures:[]string features:NodeFeatures images:[]ContainerImage nodeInfo:NodeSystemInfo phase runtimeHandlers:[]NodeRuntimeHandler volumesAttached:[]AttachedVolume volumesInUse:[]string
core/v1.NodeSwapStatus capacity:int64
core/v1.NodeSystemInfo architecture! bootID! containerRuntimeVersion! kernelVersion! kubeProxyVersion! kubeletVersion! machineID! operatingSystem! osImage! swap:NodeSwapStatus systemUUID!
core/v1.ObjectFieldSelector apiVersion fieldPath!
core/v1.ObjectReference apiVersion fieldPath kind name namespace resourceVersion uid
core/v1.PersistentVolume apiVersion kind metadata:meta/v1.ObjectMeta spec:PersistentVolumeSpec status:PersistentVolumeStatus
core/v1.PersistentVolumeClaim apiVersion kind metadata:meta/v1.ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus
core/v1.PersistentVolumeClaimCondition lastProbeTime:time lastTransitionTime:time message reason status! type!
core/v1.PersistentVolumeClaimSpec accessModes:[]string dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference resources:VolumeResourceRequirements selector:meta/v1.LabelSelector storageClassName volumeAttributesClassName volumeMode volumeName
core/v1.PersistentVolumeClaimStatus accessModes:[]string allocatedResourceStatuses:{}string allocatedResources:{}string capacity:{}string conditions:[]PersistentVolumeClaimCondition currentVolumeAttributesClassName modifyVolumeStatus:ModifyVolumeStatus phase
core/v1.PersistentVolumeClaimTemplate metadata:meta/v1.ObjectMeta spec!:PersistentVolumeClaimSpec
core/v1.PersistentVolumeClaimVolumeSource claimName! readOnly:boolean
core/v1.PersistentVolumeSpec accessModes:[]string awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFilePersistentVolumeSource capacity:{}string cephfs:CephFSPersistentVolumeSource cinder:CinderPersistentVolumeSource claimRef:ObjectReference csi:CSIPersistentVolumeSource fc:FCVolumeSource flexVolume:FlexPersistentVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource glusterfs:GlusterfsPersistentVolumeSource hostPath:HostPathVolumeSource iscsi:ISCSIPersistentVolumeSource local:LocalVolumeSource mountOptions:[]string nfs:NFSVolumeSource nodeAffinity:VolumeNodeAffinity persistentVolumeReclaimPolicy photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource quobyte:QuobyteVolumeSource rbd:RBDPersistentVolumeSource scaleIO:ScaleIOPersistentVolumeSource storageClassName storageos:StorageOSPersistentVolumeSource volumeAttributesClassName volumeMode vsphereVolume:VsphereVirtualDiskVolumeSource
core/v1.PersistentVolumeStatus lastPhaseTransitionTime:time message phase reason
core/v1.PhotonPersistentDiskVolumeSource fsType pdID!
core/v1.Pod apiVersion kind metadata:meta/v1.ObjectMeta spec:PodSpec status:PodStatus
core/v1.PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
core/v1.PodAffinityTerm labelSelector:meta/v1.LabelSelector matchLabelKeys:[]string mismatchLabelKeys:[]string namespaceSelector:meta/v1.LabelSelector namespaces:[]string topologyKey!
core/v1.PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
core/v1.PodCertificateProjection certificateChainPath credentialBundlePath keyPath keyType! maxExpirationSeconds:int32 signerName! userAnnotations:{}string
core/v1.PodCondition lastProbeTime:time lastTransitionTime:time message observedGeneration:int64 reason status! type!
core/v1.PodDNSConfig nameservers:[]string options:[]PodDNSConfigOption searches:[]string
core/v1.PodDNSConfigOption name value
core/v1.PodExtendedResourceClaimStatus requestMappings!:[]ContainerExtendedResourceRequest resourceClaimName!
core/v1.PodIP ip!
core/v1.PodOS name!
core/v1.PodReadinessGate conditionType!
core/v1.PodResourceClaim name! resourceClaimName resourceClaimTemplateName
core/v1.PodResourceClaimStatus name! resourceClaimName
core/v1.PodSchedulingGate name!
core/v1.PodSchedulingGroup podGroupName
core/v1.PodSecurityContext appArmorProfile:AppArmorProfile fsGroup:int64 fsGroupChangePolicy runAsGroup:int64 runAsNonRoot:boolean runAsUser:int64 seLinuxChangePolicy seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[]int64 supplementalGroupsPolicy sysctls:[]Sysctl windowsOptions:WindowsSecurityContextOptions
core/v1.PodSpec activeDeadlineSeconds:int64 affinity:Affinity automountServiceAccountToken:boolean containers!:[]Container dnsConfig:PodDNSConfig dnsPolicy enableServiceLinks:boolean ephemeralContainers:[]EphemeralContainer hostAliases:[]HostAlias hostIPC:boolean hostNetwork:boolean hostPID:boolean hostUsers:boolean hostname hostnameOverride imagePullSecrets:[]LocalObjectReference initContainers:[]Container nodeName nodeSelector:{}string os:PodOS overhead:{}string preemptionPolicy priority:int32 priorityClassName readinessGates:[]PodReadinessGate resourceClaims:[]PodResourceClaim resources:ResourceRequirements restartPolicy runtimeClassName schedulerName schedulingGates:[]PodSchedulingGate schedulingGroup:PodSchedulingGroup securityContext:PodSecurityContext serviceAccount serviceAccountName setHostnameAsFQDN:boolean shareProcessNamespace:boolean subdomain terminationGracePeriodSeconds:int64 tolerations:[]Toleration topologySpreadConstraints:[]TopologySpreadConstraint volumes:[]Volume
core/v1.PodStatus allocatedResources:{}string conditions:[]PodCondition containerStatuses:[]ContainerStatus ephemeralContainerStatuses:[]ContainerStatus extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP hostIPs:[]HostIP initContainerStatuses:[]ContainerStatus message nodeAllocatableResourceClaimStatuses:[]NodeAllocatableResourceClaimStatus nominatedNodeName observedGeneration:int64 phase podIP podIPs:[]PodIP qosClass reason resize resourceClaimStatuses:[]PodResourceClaimStatus resources:ResourceRequirements startTime:time
core/v1.PodTemplateSpec metadata:meta/v1.ObjectMeta spec:PodSpec
core/v1.PortStatus error port!:int32 protocol!
core/v1.PortworxVolumeSource fsType readOnly:boolean volumeID!
core/v1.PreferredSchedulingTerm preference!:NodeSelectorTerm weight!:int32
core/v1.Probe exec:ExecAction failureThreshold:int32 grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:int32 periodSeconds:int32 successThreshold:int32 tcpSocket:TCPSocketAction terminationGracePeriodSeconds:int64 timeoutSeconds:int32
core/v1.ProjectedVolumeSource defaultMode:int32 sources:[]VolumeProjection
core/v1.QuobyteVolumeSource group readOnly:boolean registry! tenant user volume!
core/v1.RBDPersistentVolumeSource fsType image! keyring monitors!:[]string pool readOnly:boolean secretRef:SecretReference user
core/v1.RBDVolumeSource fsType image! keyring monitors!:[]string pool readOnly:boolean secretRef:LocalObjectReference user
core/v1.ReplicationController apiVersion kind metadata:meta/v1.ObjectMeta spec:ReplicationControllerSpec status:ReplicationControllerStatus
core/v1.ReplicationControllerCondition lastTransitionTime:time message reason status! type!
core/v1.ReplicationControllerSpec minReadySeconds:int32 replicas:int32 selector:{}string template:PodTemplateSpec
core/v1.ReplicationControllerStatus availableReplicas:int32 conditions:[]ReplicationControllerCondition fullyLabeledReplicas:int32 observedGeneration:int64 readyReplicas:int32 replicas!:int32
core/v1.ResourceClaim name! request
core/v1.ResourceFieldSelector containerName divisor resource!
core/v1.ResourceHealth health message resourceID!
core/v1.ResourceQuota apiVersion kind metadata:meta/v1.ObjectMeta spec:ResourceQuotaSpec status:ResourceQuotaStatus
core/v1.ResourceQuotaSpec hard:{}string scopeSelector:ScopeSelector scopes:[]string
core/v1.ResourceQuotaStatus hard:{}string used:{}string
core/v1.ResourceRequirements claims:[]ResourceClaim limits:{}string requests:{}string
core/v1.ResourceStatus name! resources:[]ResourceHealth
core/v1.SELinuxOptions level role type user
core/v1.ScaleIOPersistentVolumeSource fsType gateway! protectionDomain readOnly:boolean secretRef!:SecretReference sslEnabled:boolean storageMode storagePool system! volumeName
core/v1.ScaleIOVolumeSource fsType gateway! protectionDomain readOnly:boolean secretRef!:LocalObjectReference sslEnabled:boolean storageMode storagePool system! volumeName
core/v1.ScopeSelector matchExpressions:[]ScopedResourceSelectorRequirement
core/v1.ScopedResourceSelectorRequirement operator! scopeName! values:[]string
core/v1.SeccompProfile localhostProfile type!
core/v1.Secret apiVersion data:{}byte immutable:boolean kind metadata:meta/v1.ObjectMeta stringData:{}string type
core/v1.SecretEnvSource name optional:boolean
core/v1.SecretKeySelector key! name optional:boolean
core/v1.SecretProjection items:[]KeyToPath name optional:boolean
core/v1.SecretReference name namespace
core/v1.SecretVolumeSource defaultMode:int32 items:[]KeyToPath optional:boolean secretName
core/v1.SecurityContext allowPrivilegeEscalation:boolean appArmorProfile:AppArmorProfile capabilities:Capabilities privileged:boolean procMount readOnlyRootFilesystem:boolean runAsGroup:int64 runAsNonRoot:boolean runAsUser:int64 seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions
core/v1.Service apiVersion kind metadata:meta/v1.ObjectMeta spec:ServiceSpec status:ServiceStatus
core/v1.ServiceAccount apiVersion automountServiceAccountToken:boolean imagePullSecrets:[]LocalObjectReference kind metadata:meta/v1.ObjectMeta secrets:[]ObjectReference
core/v1.ServiceAccountTokenProjection audience expirationSeconds:int64 path!
core/v1.ServicePort appProtocol name nodePort:int32 port!:int32 protocol targetPort:int-or-string
core/v1.ServiceSpec allocateLoadBalancerNodePorts:boolean clusterIP clusterIPs:[]string externalIPs:[]string externalName externalTrafficPolicy healthCheckNodePort:int32 internalTrafficPolicy ipFamilies:[]string ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges:[]string ports:[]ServicePort publishNotReadyAddresses:boolean selector:{}string sessionAffinity sessionAffinityConfig:SessionAffinityConfig trafficDistribution type
core/v1.ServiceStatus conditions:[]meta/v1.Condition loadBalancer:LoadBalancerStatus
core/v1.SessionAffinityConfig clientIP:ClientIPConfig
core/v1.SleepAction seconds!:int64
core/v1.StorageOSPersistentVolumeSource fsType readOnly:boolean secretRef:ObjectReference volumeName volumeNamespace
core/v1.StorageOSVolumeSource fsType readOnly:boolean secretRef:LocalObjectReference volumeName volumeNamespace
core/v1.Sysctl name! value!
core/v1.TCPSocketAction host port!:int-or-string
core/v1.Taint effect! key! timeAdded:time value
core/v1.Toleration effect key operator tolerationSeconds:int64 value
core/v1.TopologySpreadConstraint labelSelector:meta/v1.LabelSelector matchLabelKeys:[]string maxSkew!:int32 minDomains:int32 nodeAffinityPolicy nodeTaintsPolicy topologyKey! whenUnsatisfiable!
core/v1.TypedLocalObjectReference apiGroup kind! name!
core/v1.TypedObjectReference apiGroup kind! name! namespace
core/v1.Volume awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFileVolumeSource cephfs:CephFSVolumeSource cinder:CinderVolumeSource configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource flexVolume:FlexVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource iscsi:ISCSIVolumeSource name! nfs:NFSVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource
core/v1.VolumeDevice devicePath! name!
core/v1.VolumeMount mountPath! mountPropagation name! readOnly:boolean recursiveReadOnly subPath subPathExpr
core/v1.VolumeMountStatus mountPath! name! readOnly:boolean recursiveReadOnly volumeStatus:VolumeStatus
core/v1.VolumeNodeAffinity required:NodeSelector
core/v1.VolumeProjection clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection podCertificate:PodCertificateProjection secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection
core/v1.VolumeResourceRequirements limits:{}string requests:{}string
core/v1.VolumeStatus image:ImageVolumeStatus
core/v1.VsphereVirtualDiskVolumeSource fsType storagePolicyID storagePolicyName volumePath!
core/v1.WeightedPodAffinityTerm podAffinityTerm!:PodAffinityTerm weight!:int32
core/v1.WindowsSecurityContextOptions gmsaCredentialSpec gmsaCredentialSpecName hostProcess:boolean runAsUserName
discovery/v1.Endpoint addresses!:[]string conditions:EndpointConditions deprecatedTopology:{}string hints:EndpointHints hostname nodeName targetRef:core/v1.ObjectReference zone
discovery/v1.EndpointConditions ready:boolean serving:boolean terminating:boolean
discovery/v1.EndpointHints forNodes:[]ForNode forZones:[]ForZone
discovery/v1.EndpointPort appProtocol name port:int32 protocol
discovery/v1.EndpointSlice addressType! apiVersion endpoints:[]Endpoint kind metadata:meta/v1.ObjectMeta ports:[]EndpointPort
discovery/v1.ForNode name!
discovery/v1.ForZone name!
meta/v1.Condition lastTransitionTime!:time message! observedGeneration:int64 reason! status! type!
meta/v1.LabelSelector matchExpressions:[]LabelSelectorRequirement matchLabels:{}string
meta/v1.LabelSelectorRequirement key! operator! values:[]string
meta/v1.ManagedFieldsEntry apiVersion fieldsType fieldsV1:any manager operation subresource time:time
meta/v1.ObjectMeta annotations:{}string creationTimestamp:time deletionGracePeriodSeconds:int64 deletionTimestamp:time finalizers:[]string generateName generation:int64 labels:{}string managedFields:[]ManagedFieldsEntry name namespace ownerReferences:[]OwnerReference resourceVersion selfLink uid
meta/v1.OwnerReference apiVersion! blockOwnerDeletion:boolean controller:boolean kind! name! uid!
networking/v1.HTTPIngressPath backend!:IngressBackend path pathType!
networking/v1.HTTPIngressRuleValue paths!:[]HTTPIngressPath
networking/v1.IPBlock cidr! except:[]string
networking/v1.Ingress apiVersion kind metadata:meta/v1.ObjectMeta spec:IngressSpec status:IngressStatus
networking/v1.IngressBackend resource:core/v1.TypedLocalObjectReference service:IngressServiceBackend
networking/v1.IngressClass apiVersion kind metadata:meta/v1.ObjectMeta spec:IngressClassSpec
networking/v1.IngressClassParametersReference apiGroup kind! name! namespace scope
networking/v1.IngressClassSpec controller parameters:IngressClassParametersReference
networking/v1.IngressLoadBalancerIngress hostname ip ports:[]IngressPortStatus
networking/v1.IngressLoadBalancerStatus ingress:[]IngressLoadBalancerIngress
networking/v1.IngressPortStatus error port!:int32 protocol!
networking/v1.IngressRule host http:HTTPIngressRuleValue
networking/v1.IngressServiceBackend name! port:ServiceBackendPort
networking/v1.IngressSpec defaultBackend:IngressBackend ingressClassName rules:[]IngressRule tls:[]IngressTLS
networking/v1.IngressStatus loadBalancer:IngressLoadBalancerStatus
networking/v1.IngressTLS hosts:[]string secretName
networking/v1.NetworkPolicy apiVersion kind metadata:meta/v1.ObjectMeta spec:NetworkPolicySpec
networking/v1.NetworkPolicyEgressRule ports:[]NetworkPolicyPort to:[]NetworkPolicyPeer
networking/v1.NetworkPolicyIngressRule from:[]NetworkPolicyPeer ports:[]NetworkPolicyPort
networking/v1.NetworkPolicyPeer ipBlock:IPBlock namespaceSelector:meta/v1.LabelSelector podSelector:meta/v1.LabelSelector
networking/v1.NetworkPolicyPort endPort:int32 port:int-or-string protocol
networking/v1.NetworkPolicySpec egress:[]NetworkPolicyEgressRule ingress:[]NetworkPolicyIngressRule podSelector:meta/v1.LabelSelector policyTypes:[]string
networking/v1.ServiceBackendPort name number:int32
policy/v1.PodDisruptionBudget apiVersion kind metadata:meta/v1.ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus
policy/v1.PodDisruptionBudgetSpec maxUnavailable:int-or-string minAvailable:int-or-string selector:meta/v1.LabelSelector unhealthyPodEvictionPolicy
policy/v1.PodDisruptionBudgetStatus conditions:[]meta/v1.Condition currentHealthy:int32 desiredHealthy:int32 disruptedPods:{}time disruptionsAllowed:int32 expectedPods:int32 observedGeneration:int64
rbac/v1.AggregationRule clusterRoleSelectors:[]meta/v1.LabelSelector
rbac/v1.ClusterRole aggregationRule:AggregationRule apiVersion kind metadata:meta/v1.ObjectMeta rules:[]PolicyRule
rbac/v1.ClusterRoleBinding apiVersion kind metadata:meta/v1.ObjectMeta roleRef!:RoleRef subjects:[]Subject
rbac/v1.PolicyRule apiGroups:[]string nonResourceURLs:[]string resourceNames:[]string resources:[]string verbs!:[]string
rbac/v1.Role apiVersion kind metadata:meta/v1.ObjectMeta rules:[]PolicyRule
rbac/v1.RoleBinding apiVersion kind metadata:meta/v1.ObjectMeta roleRef!:RoleRef subjects:[]Subject
rbac/v1.RoleRef apiGroup kind! name!
rbac/v1.Subject apiGroup kind! name! namespace
`;
