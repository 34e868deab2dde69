{{/* Entry points as JSON: name, number, protocol, and of exposed ones the Service's port; null removes a default. */}}
{{- define "ingress-lab.ports" -}}
{{- $ports := list -}}
{{- range $name, $port := .Values.ports -}}
{{- if $port -}}
{{- $expose := $port.expose | default false -}}
{{- if kindIs "map" $expose -}}{{- $expose = $expose.default | default false -}}{{- end -}}
{{- $ports = append $ports (dict
      "name" $name
      "port" (int $port.port)
      "protocol" ($port.protocol | default "TCP")
      "exposed" $expose
      "exposedPort" (int ($port.exposedPort | default $port.port))
      "nodePort" (int ($port.nodePort | default 0))
      "hostPort" (int ($port.hostPort | default 0))) -}}
{{- end -}}
{{- end -}}
{{- toJson $ports -}}
{{- end }}

{{/* A Service of the exposed ports of one protocol, if there are any. Takes root, protocol and name. */}}
{{- define "ingress-lab.service" -}}
{{- $root := .root -}}
{{- $exposed := list -}}
{{- range include "ingress-lab.ports" $root | fromJsonArray -}}
{{- if and .exposed (eq .protocol $.protocol) -}}{{- $exposed = append $exposed . -}}{{- end -}}
{{- end -}}
{{- if and $root.Values.service.enabled $exposed }}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "ingress-lab.labels" $root | nindent 4 }}
  {{- with $root.Values.service.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ $root.Values.service.type }}
  {{- with $root.Values.service.spec }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  selector:
    {{- include "ingress-lab.selectorLabels" $root | nindent 4 }}
  ports:
    {{- range $exposed }}
    - name: {{ .name }}
      port: {{ .exposedPort }}
      targetPort: {{ .name }}
      protocol: {{ .protocol }}
      {{- if and .nodePort (ne $root.Values.service.type "ClusterIP") }}
      nodePort: {{ .nodePort }}
      {{- end }}
    {{- end }}
{{- end }}
{{- end }}
