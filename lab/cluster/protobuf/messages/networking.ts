/** The messages of `networking.k8s.io/v1`. The notation is that of `message-table.ts`. */
export const NETWORKING = `
  networking.HTTPIngressPath: 1path s, 2backend networking.IngressBackend*, 3pathType s*
  networking.HTTPIngressRuleValue: 1paths []networking.HTTPIngressPath
  networking.IPBlock: 1cidr s*, 2except []s
  networking.Ingress: 1metadata meta.ObjectMeta*, 2spec networking.IngressSpec*, 3status networking.IngressStatus*
  networking.IngressBackend: 3resource core.TypedLocalObjectReference*, 4service networking.IngressServiceBackend*
  networking.IngressClass: 1metadata meta.ObjectMeta*, 2spec networking.IngressClassSpec*
  networking.IngressClassParametersReference: 1apiGroup s*, 2kind s*, 3name s*, 4scope s*, 5namespace s*
  networking.IngressClassSpec: 1controller s, 2parameters networking.IngressClassParametersReference*
  networking.IngressLoadBalancerIngress: 1ip s, 2hostname s, 4ports []networking.IngressPortStatus
  networking.IngressLoadBalancerStatus: 1ingress []networking.IngressLoadBalancerIngress
  networking.IngressPortStatus: 1port i*, 2protocol s*, 3error s*
  networking.IngressRule: 1host s, 2 +networking.IngressRuleValue
  networking.IngressRuleValue: 1http networking.HTTPIngressRuleValue*
  networking.IngressServiceBackend: 1name s*, 2port networking.ServiceBackendPort*
  networking.IngressSpec: 1defaultBackend networking.IngressBackend*, 2tls []networking.IngressTLS, 3rules []networking.IngressRule, 4ingressClassName s*
  networking.IngressStatus: 1loadBalancer networking.IngressLoadBalancerStatus*
  networking.IngressTLS: 1hosts []s, 2secretName s
  networking.NetworkPolicy: 1metadata meta.ObjectMeta*, 2spec networking.NetworkPolicySpec*
  networking.NetworkPolicyEgressRule: 1ports []networking.NetworkPolicyPort, 2to []networking.NetworkPolicyPeer
  networking.NetworkPolicyIngressRule: 1ports []networking.NetworkPolicyPort, 2from []networking.NetworkPolicyPeer
  networking.NetworkPolicyPeer: 1podSelector meta.LabelSelector*, 2namespaceSelector meta.LabelSelector*, 3ipBlock networking.IPBlock*
  networking.NetworkPolicyPort: 1protocol s*, 2port IntOrString*, 3endPort i*
  networking.NetworkPolicySpec: 1podSelector meta.LabelSelector*, 2ingress []networking.NetworkPolicyIngressRule, 3egress []networking.NetworkPolicyEgressRule, 4policyTypes []s
  networking.ServiceBackendPort: 1name s, 2number i`;
