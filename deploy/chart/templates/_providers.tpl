{{/*
Who is watched where, as JSON: for `crd` and `ingress` whether they are enabled and the namespaces; an empty list: all.
*/}}
{{- define "ingress-lab.watched" -}}
{{- $own := ternary (list .Release.Namespace) list .Values.rbac.namespaced -}}
{{- $crd := .Values.providers.kubernetesCRD -}}
{{- $ingress := .Values.providers.kubernetesIngress -}}
{{- dict
      "crd" (dict "enabled" $crd.enabled "namespaces" ($crd.namespaces | default $own))
      "ingress" (dict "enabled" $ingress.enabled "namespaces" ($ingress.namespaces | default $own)) | toJson -}}
{{- end }}

{{/*
The Service whose addresses Ingress objects get, as NAMESPACE/NAME; empty: none. It must be where Services are watched: with
namespaces that leave out the release's own, only the one of pathOverride can be.
*/}}
{{- define "ingress-lab.publishedService" -}}
{{- $watched := include "ingress-lab.watched" . | fromJson -}}
{{- $published := .Values.providers.kubernetesIngress.publishedService -}}
{{- if and $watched.ingress.enabled $published.enabled -}}
{{- $crd := ternary $watched.crd.namespaces list $watched.crd.enabled -}}
{{- $all := or (not $watched.ingress.namespaces) (and $watched.crd.enabled (not $crd)) -}}
{{- $seen := concat $crd $watched.ingress.namespaces -}}
{{- with $published.pathOverride -}}
{{- $namespace := splitList "/" . | first -}}
{{- if not (or $all (has $namespace $seen)) -}}
{{- fail (printf "publishedService.pathOverride is %s, and the namespace %s is not watched" . $namespace) -}}
{{- end -}}
{{- . -}}
{{- else -}}
{{- if and .Values.service.enabled (or $all (has .Release.Namespace $seen)) -}}
{{- printf "%s/%s" .Release.Namespace (include "ingress-lab.fullname" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Flags that both providers know. Takes flag, provider (values), namespaces and root. */}}
{{- define "ingress-lab.providerArguments" -}}
- {{ printf "--%s=%t" .flag .provider.enabled | quote }}
{{- if .provider.enabled }}
{{- with .provider.ingressClass }}
- {{ printf "--%s.ingressclass=%s" $.flag . | quote }}
{{- end }}
{{- with .provider.labelSelector }}
- {{ printf "--%s.labelselector=%s" $.flag . | quote }}
{{- end }}
{{- with .namespaces }}
- {{ printf "--%s.namespaces=%s" $.flag (join "," .) | quote }}
{{- end }}
{{- if .provider.allowExternalNameServices }}
- {{ printf "--%s.allowexternalnameservices=true" .flag | quote }}
{{- end }}
{{- if .provider.allowEmptyServices }}
- {{ printf "--%s.allowemptyservices=true" .flag | quote }}
{{- end }}
{{- if .root.Values.rbac.namespaced }}
- {{ printf "--%s.disableclusterscoperesources=true" .flag | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* All arguments of the engine. */}}
{{- define "ingress-lab.arguments" -}}
{{- $watched := include "ingress-lab.watched" . | fromJson -}}
{{- range include "ingress-lab.ports" . | fromJsonArray }}
- {{ printf "--entrypoints.%s.address=:%d/%s" .name (int .port) (lower .protocol) | quote }}
{{- if eq .protocol "TCP" }}
- {{ printf "--entrypoints.%s.transport.lifecycle.gracetimeout=%d" .name (int $.Values.shutdown.graceSeconds) | quote }}
{{- end }}
{{- end }}
- "--ping=true"
{{- with .Values.metrics.prometheus }}
{{- if .enabled }}
- "--metrics.prometheus=true"
- {{ printf "--metrics.prometheus.entrypoint=%s" .entryPoint | quote }}
{{- end }}
{{- end }}
{{ include "ingress-lab.providerArguments" (dict "root" . "flag" "providers.kubernetescrd" "provider" .Values.providers.kubernetesCRD "namespaces" $watched.crd.namespaces) }}
{{- if and .Values.providers.kubernetesCRD.enabled .Values.providers.kubernetesCRD.allowCrossNamespace }}
- "--providers.kubernetescrd.allowcrossnamespace=true"
{{- end }}
{{ include "ingress-lab.providerArguments" (dict "root" . "flag" "providers.kubernetesingress" "provider" .Values.providers.kubernetesIngress "namespaces" $watched.ingress.namespaces) }}
{{- with include "ingress-lab.publishedService" . }}
- {{ printf "--providers.kubernetesingress.ingressendpoint.publishedservice=%s" . | quote }}
{{- end }}
{{- with .Values.traefikVersion }}
- {{ printf "--traefikversion=%s" (toString .) | quote }}
{{- end }}
- {{ printf "--workers=%d" (int .Values.workers) | quote }}
{{- range .Values.additionalArguments }}
- {{ . | quote }}
{{- end }}
{{- end }}
