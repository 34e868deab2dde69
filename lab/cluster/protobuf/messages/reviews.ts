/** The messages of `authentication.k8s.io/v1` and `authorization.k8s.io/v1`. The notation is that of `message-table.ts`. */
export const REVIEWS = `
  authentication.BoundObjectReference: 1kind s, 2apiVersion s, 3name s, 4uid s
  authentication.SelfSubjectReview: 1metadata meta.ObjectMeta*, 2status authentication.SelfSubjectReviewStatus*
  authentication.SelfSubjectReviewStatus: 1userInfo authentication.UserInfo*
  authentication.TokenRequest: 1metadata meta.ObjectMeta*, 2spec authentication.TokenRequestSpec*, 3status authentication.TokenRequestStatus*
  authentication.TokenRequestSpec: 1audiences []s, 3boundObjectRef authentication.BoundObjectReference*, 4expirationSeconds i*
  authentication.TokenRequestStatus: 1token s*, 2expirationTimestamp Time
  authentication.UserInfo: 1username s, 2uid s, 3groups []s, 4extra {}ExtraValue
  authorization.FieldSelectorAttributes: 1rawSelector s, 2requirements []meta.FieldSelectorRequirement
  authorization.LabelSelectorAttributes: 1rawSelector s, 2requirements []meta.LabelSelectorRequirement
  authorization.LocalSubjectAccessReview: 1metadata meta.ObjectMeta*, 2spec authorization.SubjectAccessReviewSpec*, 3status authorization.SubjectAccessReviewStatus*
  authorization.NonResourceAttributes: 1path s, 2verb s
  authorization.NonResourceRule: 1verbs []s, 2nonResourceURLs []s
  authorization.ResourceAttributes: 1namespace s, 2verb s, 3group s, 4version s, 5resource s, 6subresource s, 7name s, 8fieldSelector authorization.FieldSelectorAttributes*, 9labelSelector authorization.LabelSelectorAttributes*
  authorization.ResourceRule: 1verbs []s, 2apiGroups []s, 3resources []s, 4resourceNames []s
  authorization.SelfSubjectAccessReview: 1metadata meta.ObjectMeta*, 2spec authorization.SelfSubjectAccessReviewSpec*, 3status authorization.SubjectAccessReviewStatus*
  authorization.SelfSubjectAccessReviewSpec: 1resourceAttributes authorization.ResourceAttributes*, 2nonResourceAttributes authorization.NonResourceAttributes*
  authorization.SelfSubjectRulesReview: 1metadata meta.ObjectMeta*, 2spec authorization.SelfSubjectRulesReviewSpec*, 3status authorization.SubjectRulesReviewStatus*
  authorization.SelfSubjectRulesReviewSpec: 1namespace s
  authorization.SubjectAccessReview: 1metadata meta.ObjectMeta*, 2spec authorization.SubjectAccessReviewSpec*, 3status authorization.SubjectAccessReviewStatus*
  authorization.SubjectAccessReviewSpec: 1resourceAttributes authorization.ResourceAttributes*, 2nonResourceAttributes authorization.NonResourceAttributes*, 3user s, 4groups []s, 5extra {}ExtraValue, 6uid s
  authorization.SubjectAccessReviewStatus: 1allowed b*, 2reason s, 3evaluationError s, 4denied b
  authorization.SubjectRulesReviewStatus: 1resourceRules []authorization.ResourceRule, 2nonResourceRules []authorization.NonResourceRule, 3incomplete b*, 4evaluationError s`;
