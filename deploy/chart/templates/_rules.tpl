{{/* What the engine reads in namespaces. Takes root, crd and ingress: whether each provider watches there. */}}
{{- define "ingress-lab.rules" -}}
{{- $read := list "get" "list" "watch" | toJson -}}
- apiGroups: [""]
  resources: {{ concat (list "services" "secrets") (ternary (list "configmaps") list .crd) (ternary (list "endpoints") list (eq "true" (include "ingress-lab.readsEndpoints" .root))) | toJson }}
  verbs: {{ $read }}
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: {{ $read }}
{{- if .crd }}
- apiGroups: {{ concat (list "traefik.io") (ternary (list "traefik.containo.us") list (hasPrefix "2." (toString .root.Values.traefikVersion))) | toJson }}
  resources:
    - ingressroutes
    - ingressroutetcps
    - ingressrouteudps
    - middlewares
    - middlewaretcps
    - serverstransports
    - serverstransporttcps
    - tlsoptions
    - tlsstores
    - traefikservices
  verbs: {{ $read }}
{{- end }}
{{- if .ingress }}
- apiGroups: [networking.k8s.io]
  resources: [ingresses]
  verbs: {{ $read }}
{{- if .root.Values.providers.kubernetesIngress.publishedService.enabled }}
- apiGroups: [networking.k8s.io]
  resources: [ingresses/status]
  verbs: [update]
{{- end }}
{{- end }}
{{- end }}

{{/* What it reads of the cluster. */}}
{{- define "ingress-lab.clusterRules" -}}
- apiGroups: [""]
  resources: [nodes]
  verbs: [get, list, watch]
{{- if .Values.providers.kubernetesIngress.enabled }}
- apiGroups: [networking.k8s.io]
  resources: [ingressclasses]
  verbs: [get, list, watch]
{{- end }}
{{- end }}

{{/* Who gets the rights. */}}
{{- define "ingress-lab.subjects" -}}
- kind: ServiceAccount
  name: {{ include "ingress-lab.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}
