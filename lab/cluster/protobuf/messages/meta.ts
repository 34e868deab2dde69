/** The messages of `meta/v1`: what all objects share, and the options of verbs. The notation is that of `message-table.ts`. */
export const META = `
  meta.Condition: 1type s*, 2status s*, 3observedGeneration i, 4lastTransitionTime Time, 5reason s*, 6message s*
  meta.DeleteOptions: 1gracePeriodSeconds i*, 2preconditions meta.Preconditions*, 3orphanDependents b*, 4propagationPolicy s*, 5dryRun []s, 6ignoreStoreReadErrorWithClusterBreakingPotential b*
  meta.FieldSelectorRequirement: 1key s*, 2operator s*, 3values []s
  meta.LabelSelector: 1matchLabels {}s, 2matchExpressions []meta.LabelSelectorRequirement
  meta.LabelSelectorRequirement: 1key s*, 2operator s*, 3values []s
  meta.ManagedFieldsEntry: 1manager s, 2operation s, 3apiVersion s, 4time Time, 6fieldsType s, 7fieldsV1 FieldsV1*, 8subresource s
  meta.ObjectMeta: 1name s, 2generateName s, 3namespace s, 4selfLink s, 5uid s, 6resourceVersion s, 7generation i, 8creationTimestamp Time, 9deletionTimestamp Time, 10deletionGracePeriodSeconds i*, 11labels {}s, 12annotations {}s, 13ownerReferences []meta.OwnerReference, 14finalizers []s, 17managedFields []meta.ManagedFieldsEntry
  meta.OwnerReference: 1kind s*, 3name s*, 4uid s*, 5apiVersion s*, 6controller b*, 7blockOwnerDeletion b*
  meta.Preconditions: 1uid s*, 2resourceVersion s*`;
