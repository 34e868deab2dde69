/** The messages of `apps/v1` and `batch/v1`. The notation is that of `message-table.ts`. */
export const WORKLOADS = `
  apps.ControllerRevision: 1metadata meta.ObjectMeta*, 2data RawExtension*, 3revision i*
  apps.DaemonSet: 1metadata meta.ObjectMeta*, 2spec apps.DaemonSetSpec*, 3status apps.DaemonSetStatus*
  apps.DaemonSetCondition: 1type s*, 2status s*, 3lastTransitionTime Time, 4reason s, 5message s
  apps.DaemonSetSpec: 1selector meta.LabelSelector*, 2template core.PodTemplateSpec*, 3updateStrategy apps.DaemonSetUpdateStrategy*, 4minReadySeconds i, 6revisionHistoryLimit i*
  apps.DaemonSetStatus: 1currentNumberScheduled i*, 2numberMisscheduled i*, 3desiredNumberScheduled i*, 4numberReady i*, 5observedGeneration i, 6updatedNumberScheduled i, 7numberAvailable i, 8numberUnavailable i, 9collisionCount i*, 10conditions []apps.DaemonSetCondition
  apps.DaemonSetUpdateStrategy: 1type s, 2rollingUpdate apps.RollingUpdateDaemonSet*
  apps.Deployment: 1metadata meta.ObjectMeta*, 2spec apps.DeploymentSpec*, 3status apps.DeploymentStatus*
  apps.DeploymentCondition: 1type s*, 2status s*, 4reason s, 5message s, 6lastUpdateTime Time, 7lastTransitionTime Time
  apps.DeploymentSpec: 1replicas i*, 2selector meta.LabelSelector*, 3template core.PodTemplateSpec*, 4strategy apps.DeploymentStrategy*, 5minReadySeconds i, 6revisionHistoryLimit i*, 7paused b, 9progressDeadlineSeconds i*
  apps.DeploymentStatus: 1observedGeneration i, 2replicas i, 3updatedReplicas i, 4availableReplicas i, 5unavailableReplicas i, 6conditions []apps.DeploymentCondition, 7readyReplicas i, 8collisionCount i*, 9terminatingReplicas i*
  apps.DeploymentStrategy: 1type s, 2rollingUpdate apps.RollingUpdateDeployment*
  apps.ReplicaSet: 1metadata meta.ObjectMeta*, 2spec apps.ReplicaSetSpec*, 3status apps.ReplicaSetStatus*
  apps.ReplicaSetCondition: 1type s*, 2status s*, 3lastTransitionTime Time, 4reason s, 5message s
  apps.ReplicaSetSpec: 1replicas i*, 2selector meta.LabelSelector*, 3template core.PodTemplateSpec*, 4minReadySeconds i
  apps.ReplicaSetStatus: 1replicas i*, 2fullyLabeledReplicas i, 3observedGeneration i, 4readyReplicas i, 5availableReplicas i, 6conditions []apps.ReplicaSetCondition, 7terminatingReplicas i*
  apps.RollingUpdateDaemonSet: 1maxUnavailable IntOrString*, 2maxSurge IntOrString*
  apps.RollingUpdateDeployment: 1maxUnavailable IntOrString*, 2maxSurge IntOrString*
  apps.RollingUpdateStatefulSetStrategy: 1partition i*, 2maxUnavailable IntOrString*
  apps.StatefulSet: 1metadata meta.ObjectMeta*, 2spec apps.StatefulSetSpec*, 3status apps.StatefulSetStatus*
  apps.StatefulSetCondition: 1type s*, 2status s*, 3lastTransitionTime Time, 4reason s, 5message s
  apps.StatefulSetOrdinals: 1start i*
  apps.StatefulSetPersistentVolumeClaimRetentionPolicy: 1whenDeleted s, 2whenScaled s
  apps.StatefulSetSpec: 1replicas i*, 2selector meta.LabelSelector*, 3template core.PodTemplateSpec*, 4volumeClaimTemplates []core.PersistentVolumeClaim, 5serviceName s*, 6podManagementPolicy s, 7updateStrategy apps.StatefulSetUpdateStrategy*, 8revisionHistoryLimit i*, 9minReadySeconds i, 10persistentVolumeClaimRetentionPolicy apps.StatefulSetPersistentVolumeClaimRetentionPolicy*, 11ordinals apps.StatefulSetOrdinals*
  apps.StatefulSetStatus: 1observedGeneration i, 2replicas i*, 3readyReplicas i, 4currentReplicas i, 5updatedReplicas i, 6currentRevision s, 7updateRevision s, 9collisionCount i*, 10conditions []apps.StatefulSetCondition, 11availableReplicas i*
  apps.StatefulSetUpdateStrategy: 1type s, 2rollingUpdate apps.RollingUpdateStatefulSetStrategy*
  batch.CronJob: 1metadata meta.ObjectMeta*, 2spec batch.CronJobSpec*, 3status batch.CronJobStatus*
  batch.CronJobSpec: 1schedule s*, 2startingDeadlineSeconds i*, 3concurrencyPolicy s, 4suspend b*, 5jobTemplate batch.JobTemplateSpec*, 6successfulJobsHistoryLimit i*, 7failedJobsHistoryLimit i*, 8timeZone s*
  batch.CronJobStatus: 1active []core.ObjectReference, 4lastScheduleTime Time, 5lastSuccessfulTime Time
  batch.Job: 1metadata meta.ObjectMeta*, 2spec batch.JobSpec*, 3status batch.JobStatus*
  batch.JobCondition: 1type s*, 2status s*, 3lastProbeTime Time, 4lastTransitionTime Time, 5reason s, 6message s
  batch.JobSpec: 1parallelism i*, 2completions i*, 3activeDeadlineSeconds i*, 4selector meta.LabelSelector*, 5manualSelector b*, 6template core.PodTemplateSpec*, 7backoffLimit i*, 8ttlSecondsAfterFinished i*, 9completionMode s*, 10suspend b*, 11podFailurePolicy batch.PodFailurePolicy*, 12backoffLimitPerIndex i*, 13maxFailedIndexes i*, 14podReplacementPolicy s*, 15managedBy s*, 16successPolicy batch.SuccessPolicy*
  batch.JobStatus: 1conditions []batch.JobCondition, 2startTime Time, 3completionTime Time, 4active i, 5succeeded i, 6failed i, 7completedIndexes s, 8uncountedTerminatedPods batch.UncountedTerminatedPods*, 9ready i*, 10failedIndexes s*, 11terminating i*
  batch.JobTemplateSpec: 1metadata meta.ObjectMeta*, 2spec batch.JobSpec*
  batch.PodFailurePolicy: 1rules []batch.PodFailurePolicyRule
  batch.PodFailurePolicyOnExitCodesRequirement: 1containerName s*, 2operator s*, 3values []i
  batch.PodFailurePolicyOnPodConditionsPattern: 1type s*, 2status s*
  batch.PodFailurePolicyRule: 1action s*, 2onExitCodes batch.PodFailurePolicyOnExitCodesRequirement*, 3onPodConditions []batch.PodFailurePolicyOnPodConditionsPattern
  batch.SuccessPolicy: 1rules []batch.SuccessPolicyRule
  batch.SuccessPolicyRule: 1succeededIndexes s*, 2succeededCount i*
  batch.UncountedTerminatedPods: 1succeeded []s, 2failed []s`;
