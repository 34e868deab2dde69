{{/*
What the engine reads in namespaces. Takes root, crd and ingress: whether each provider watches there, and shared: whether
what both refer to is watched there.
*/}}
{{- define "ingress-lab.rules" -}}
{{- $version := .root.Values.traefikVersion | trimPrefix "v" | default "3.7" -}}
{{- $read := list "get" "list" "watch" | toJson -}}
{{- $providers := .root.Values.providers -}}
{{- if .shared }}
{{- $core := list "services" "secrets" }}
{{- if and $providers.kubernetesCRD.enabled (semverCompare ">=3.4-0" $version) }}{{ $core = append $core "configmaps" }}{{ end }}
{{- if semverCompare "<3.1-0" $version }}{{ $core = append $core "endpoints" }}{{ end }}
- apiGroups: [""]
  resources: {{ toJson $core }}
  verbs: {{ $read }}
{{- if semverCompare ">=3.1-0" $version }}
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: {{ $read }}
{{- end }}
{{- end }}
{{- if .crd }}
{{- range $group := ternary (list "traefik.io" "traefik.containo.us") (list "traefik.io") (semverCompare "<3.0-0" $version) }}
- apiGroups: [{{ $group }}]
  resources:
    - ingressroutes
    - ingressroutetcps
    - ingressrouteudps
    - middlewares
    - middlewaretcps
    - serverstransports
    {{- if eq $group "traefik.io" }}
    - serverstransporttcps
    {{- end }}
    - tlsoptions
    - tlsstores
    - traefikservices
  verbs: {{ $read }}
{{- end }}
{{- end }}
{{- if .ingress }}
- apiGroups: [networking.k8s.io]
  resources: [ingresses]
  verbs: {{ $read }}
{{- if include "ingress-lab.publishedService" .root }}
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
