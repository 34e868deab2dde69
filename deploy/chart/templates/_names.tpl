{{/* The name that the objects of a release have. */}}
{{- define "ingress-lab.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 59 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 59 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 59 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* The name of what is of the whole cluster, where two releases may have the same name. */}}
{{- define "ingress-lab.clusterName" -}}
{{- printf "%s-%s" (include "ingress-lab.fullname" .) .Release.Namespace -}}
{{- end }}

{{/* What pods are found by; never changed between versions of the chart, for a Deployment's selector cannot be. */}}
{{- define "ingress-lab.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ingress-lab.labels" -}}
{{ include "ingress-lab.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "ingress-lab.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "ingress-lab.fullname" .) -}}
{{- end }}
