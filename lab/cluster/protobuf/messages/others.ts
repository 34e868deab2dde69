/** The messages of the small groups: leases, endpoint slices, disruption budgets, roles. The notation is that of `message-table.ts`. */
export const OTHERS = `
  coordination.Lease: 1metadata meta.ObjectMeta*, 2spec coordination.LeaseSpec*
  coordination.LeaseSpec: 1holderIdentity s*, 2leaseDurationSeconds i*, 3acquireTime MicroTime, 4renewTime MicroTime, 5leaseTransitions i*, 6strategy s*, 7preferredHolder s*
  discovery.Endpoint: 1addresses []s, 2conditions discovery.EndpointConditions*, 3hostname s*, 4targetRef core.ObjectReference*, 5deprecatedTopology {}s, 6nodeName s*, 7zone s*, 8hints discovery.EndpointHints*
  discovery.EndpointConditions: 1ready b*, 2serving b*, 3terminating b*
  discovery.EndpointHints: 1forZones []discovery.ForZone, 2forNodes []discovery.ForNode
  discovery.EndpointPort: 1name s*, 2protocol s*, 3port i*, 4appProtocol s*
  discovery.EndpointSlice: 1metadata meta.ObjectMeta*, 2endpoints []discovery.Endpoint, 3ports []discovery.EndpointPort, 4addressType s*
  discovery.ForNode: 1name s*
  discovery.ForZone: 1name s*
  policy.Eviction: 1metadata meta.ObjectMeta*, 2deleteOptions meta.DeleteOptions*
  policy.PodDisruptionBudget: 1metadata meta.ObjectMeta*, 2spec policy.PodDisruptionBudgetSpec*, 3status policy.PodDisruptionBudgetStatus*
  policy.PodDisruptionBudgetSpec: 1minAvailable IntOrString*, 2selector meta.LabelSelector*, 3maxUnavailable IntOrString*, 4unhealthyPodEvictionPolicy s*
  policy.PodDisruptionBudgetStatus: 1observedGeneration i, 2disruptedPods {}Time, 3disruptionsAllowed i*, 4currentHealthy i*, 5desiredHealthy i*, 6expectedPods i*, 7conditions []meta.Condition
  rbac.AggregationRule: 1clusterRoleSelectors []meta.LabelSelector
  rbac.ClusterRole: 1metadata meta.ObjectMeta*, 2rules []rbac.PolicyRule, 3aggregationRule rbac.AggregationRule*
  rbac.ClusterRoleBinding: 1metadata meta.ObjectMeta*, 2subjects []rbac.Subject, 3roleRef rbac.RoleRef*
  rbac.PolicyRule: 1verbs []s, 2apiGroups []s, 3resources []s, 4resourceNames []s, 5nonResourceURLs []s
  rbac.Role: 1metadata meta.ObjectMeta*, 2rules []rbac.PolicyRule
  rbac.RoleBinding: 1metadata meta.ObjectMeta*, 2subjects []rbac.Subject, 3roleRef rbac.RoleRef*
  rbac.RoleRef: 1apiGroup s*, 2kind s*, 3name s*
  rbac.Subject: 1kind s*, 2apiGroup s, 3name s*, 4namespace s`;
