/** The messages of `autoscaling/v2`, and those of `autoscaling/v1`. The notation is that of `message-table.ts`. */
export const AUTOSCALING = `
  autoscaling.ContainerResourceMetricSource: 1name s*, 2target autoscaling.MetricTarget*, 3container s*
  autoscaling.ContainerResourceMetricStatus: 1name s*, 2current autoscaling.MetricValueStatus*, 3container s*
  autoscaling.CrossVersionObjectReference: 1kind s*, 2name s*, 3apiVersion s
  autoscaling.ExternalMetricSource: 1metric autoscaling.MetricIdentifier*, 2target autoscaling.MetricTarget*
  autoscaling.ExternalMetricStatus: 1metric autoscaling.MetricIdentifier*, 2current autoscaling.MetricValueStatus*
  autoscaling.HPAScalingPolicy: 1type s*, 2value i*, 3periodSeconds i*
  autoscaling.HPAScalingRules: 1selectPolicy s*, 2policies []autoscaling.HPAScalingPolicy, 3stabilizationWindowSeconds i*, 4tolerance Quantity*
  autoscaling.HorizontalPodAutoscaler: 1metadata meta.ObjectMeta*, 2spec autoscaling.HorizontalPodAutoscalerSpec*, 3status autoscaling.HorizontalPodAutoscalerStatus*
  autoscaling.HorizontalPodAutoscalerBehavior: 1scaleUp autoscaling.HPAScalingRules*, 2scaleDown autoscaling.HPAScalingRules*
  autoscaling.HorizontalPodAutoscalerCondition: 1type s*, 2status s*, 3lastTransitionTime Time, 4reason s, 5message s
  autoscaling.HorizontalPodAutoscalerSpec: 1scaleTargetRef autoscaling.CrossVersionObjectReference*, 2minReplicas i*, 3maxReplicas i*, 4metrics []autoscaling.MetricSpec, 5behavior autoscaling.HorizontalPodAutoscalerBehavior*
  autoscaling.HorizontalPodAutoscalerStatus: 1observedGeneration i*, 2lastScaleTime Time, 3currentReplicas i, 4desiredReplicas i*, 5currentMetrics []autoscaling.MetricStatus, 6conditions []autoscaling.HorizontalPodAutoscalerCondition
  autoscaling.MetricIdentifier: 1name s*, 2selector meta.LabelSelector*
  autoscaling.MetricSpec: 1type s*, 2object autoscaling.ObjectMetricSource*, 3pods autoscaling.PodsMetricSource*, 4resource autoscaling.ResourceMetricSource*, 5external autoscaling.ExternalMetricSource*, 7containerResource autoscaling.ContainerResourceMetricSource*
  autoscaling.MetricStatus: 1type s*, 2object autoscaling.ObjectMetricStatus*, 3pods autoscaling.PodsMetricStatus*, 4resource autoscaling.ResourceMetricStatus*, 5external autoscaling.ExternalMetricStatus*, 7containerResource autoscaling.ContainerResourceMetricStatus*
  autoscaling.MetricTarget: 1type s*, 2value Quantity*, 3averageValue Quantity*, 4averageUtilization i*
  autoscaling.MetricValueStatus: 1value Quantity*, 2averageValue Quantity*, 3averageUtilization i*
  autoscaling.ObjectMetricSource: 1describedObject autoscaling.CrossVersionObjectReference*, 2target autoscaling.MetricTarget*, 3metric autoscaling.MetricIdentifier*
  autoscaling.ObjectMetricStatus: 1metric autoscaling.MetricIdentifier*, 2current autoscaling.MetricValueStatus*, 3describedObject autoscaling.CrossVersionObjectReference*
  autoscaling.PodsMetricSource: 1metric autoscaling.MetricIdentifier*, 2target autoscaling.MetricTarget*
  autoscaling.PodsMetricStatus: 1metric autoscaling.MetricIdentifier*, 2current autoscaling.MetricValueStatus*
  autoscaling.ResourceMetricSource: 1name s*, 2target autoscaling.MetricTarget*
  autoscaling.ResourceMetricStatus: 1name s*, 2current autoscaling.MetricValueStatus*
  scale.CrossVersionObjectReference: 1kind s*, 2name s*, 3apiVersion s
  scale.HorizontalPodAutoscaler: 1metadata meta.ObjectMeta*, 2spec scale.HorizontalPodAutoscalerSpec*, 3status scale.HorizontalPodAutoscalerStatus*
  scale.HorizontalPodAutoscalerSpec: 1scaleTargetRef scale.CrossVersionObjectReference*, 2minReplicas i*, 3maxReplicas i*, 4targetCPUUtilizationPercentage i*
  scale.HorizontalPodAutoscalerStatus: 1observedGeneration i*, 2lastScaleTime Time, 3currentReplicas i*, 4desiredReplicas i*, 5currentCPUUtilizationPercentage i*
  scale.Scale: 1metadata meta.ObjectMeta*, 2spec scale.ScaleSpec*, 3status scale.ScaleStatus*
  scale.ScaleSpec: 1replicas i
  scale.ScaleStatus: 1replicas i*, 2selector s`;
