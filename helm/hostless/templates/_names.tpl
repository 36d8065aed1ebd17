{{/* Names begin with the release's: an agent's name has 57 characters at most, and is in its nodes' names. */}}
{{- define "hostless.name" -}}
{{- if gt (len .Release.Name) 30 -}}
{{- fail (printf "release name: wanted at most 30 characters, since the names of nodes begin with it, got %q with %d" .Release.Name (len .Release.Name)) -}}
{{- end -}}
{{- .Release.Name | replace "." "-" -}}
{{- end -}}

{{- define "hostless.controlPlane" -}}{{ include "hostless.name" . }}-control-plane{{- end -}}
{{- define "hostless.postgresql" -}}{{ include "hostless.name" . }}-postgresql{{- end -}}
{{- define "hostless.agents" -}}{{ include "hostless.name" . }}-agents{{- end -}}

{{- define "hostless.tokensSecret" -}}
{{ .Values.tokens.existingSecret | default (printf "%s-tokens" (include "hostless.name" .)) }}
{{- end -}}
{{- define "hostless.databaseSecret" -}}
{{ .Values.database.existingSecret | default (printf "%s-database" (include "hostless.name" .)) }}
{{- end -}}

{{/* (dict "root" $ "component" NAME): what selects the pods of a component, for ever the same. */}}
{{- define "hostless.selector" -}}
app.kubernetes.io/name: hostless
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "hostless.labels" -}}
{{ include "hostless.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{/* (dict "root" $ "image" VALUES) */}}
{{- define "hostless.image" -}}
image: {{ printf "%s:%s" .image.repository (.image.tag | default .root.Chart.AppVersion) | quote }}
imagePullPolicy: {{ .image.pullPolicy }}
{{- end -}}
