{{- define "imagegate.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Objects without a namespace: two releases of one name in two namespaces must not share them. */}}
{{- define "imagegate.clusterName" -}}
{{- $name := include "imagegate.fullname" . -}}
{{- if eq $name .Release.Namespace -}}{{- $name -}}{{- else -}}{{- printf "%s-%s" .Release.Namespace $name -}}{{- end -}}
{{- end -}}

{{- define "imagegate.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: webhook
{{- end -}}

{{- define "imagegate.labels" -}}
{{ include "imagegate.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: imagegate
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "imagegate.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "imagegate.fullname" .) -}}
{{- end -}}

{{- define "imagegate.image" -}}
{{- .Values.image.repository -}}
{{- if .Values.image.digest -}}@{{ .Values.image.digest }}{{- else -}}:{{ .Values.image.tag | default .Chart.AppVersion }}{{- end -}}
{{- end -}}

{{- define "imagegate.policiesConfigMap" -}}
{{- .Values.policiesConfigMap | default (printf "%s-policies" (include "imagegate.fullname" .)) -}}
{{- end -}}

{{/* The Secret with the alerts' configuration; none when nobody is told. */}}
{{- define "imagegate.alertsSecret" -}}
{{- if .Values.alerts.secret -}}{{ .Values.alerts.secret }}
{{- else if .Values.alerts.config -}}{{ include "imagegate.fullname" . }}-alerts
{{- end -}}
{{- end -}}

{{/* The Secret that is mounted; none when ImageGate manages its certificate itself. */}}
{{- define "imagegate.certificateSecret" -}}
{{- if eq .Values.certificates.source "CertManager" -}}{{ include "imagegate.fullname" . }}-cert
{{- else if eq .Values.certificates.source "Provided" -}}{{ required "certificates.provided.secretName names the Secret with tls.crt and tls.key" .Values.certificates.provided.secretName }}
{{- end -}}
{{- end -}}

{{- define "imagegate.selfManaged" -}}
{{- if eq .Values.certificates.source "SelfManaged" -}}true{{- end -}}
{{- end -}}

{{/* Whether the pods talk to the API server. */}}
{{- define "imagegate.kubernetes" -}}
{{- if or (include "imagegate.selfManaged" .) .Values.pullSecrets.enabled .Values.keySecrets .Values.namespaceLabels.enabled .Values.events.enabled .Values.warmUp.enabled -}}true{{- end -}}
{{- end -}}

{{- define "imagegate.ownAuthorities" -}}
{{- if or .Values.certificateAuthorities.pem .Values.certificateAuthorities.configMap -}}true{{- end -}}
{{- end -}}

{{/* What the two webhooks have in common. Context: root, path, fullname. */}}
{{- define "imagegate.webhook" -}}
- name: {{ .path }}.imagegate.dev
  admissionReviewVersions: [v1]
  clientConfig:
    {{- if eq .root.Values.certificates.source "Provided" }}
    caBundle: {{ required "certificates.provided.caBundle is the PEM of the authority behind the certificate" .root.Values.certificates.provided.caBundle | b64enc }}
    {{- end }}
    # Otherwise caBundle is filled in at run time; it stands in no manifest, so that nothing sets it back.
    service:
      name: {{ include "imagegate.fullname" .root }}
      namespace: {{ .root.Release.Namespace }}
      path: /{{ .path }}
      port: 443
  failurePolicy: {{ .root.Values.webhook.failurePolicy }}
  matchPolicy: Equivalent
  sideEffects: None
  timeoutSeconds: {{ .root.Values.webhook.timeoutSeconds | int }}
  {{- if eq .path "mutate" }}
  reinvocationPolicy: {{ .root.Values.webhook.reinvocationPolicy }}
  {{- end }}
  namespaceSelector:
    {{- with .root.Values.webhook.namespaceSelector.matchLabels }}
    matchLabels:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    matchExpressions:
      # The cluster must be able to start ImageGate when no replica runs.
      - key: kubernetes.io/metadata.name
        operator: NotIn
        values:
          {{- toYaml (concat (list .root.Release.Namespace) .root.Values.webhook.exemptNamespaces | uniq) | nindent 10 }}
      - key: imagegate.dev/admission
        {{- if .root.Values.admission.optIn }}
        operator: In
        values: [enabled]
        {{- else }}
        operator: NotIn
        values: [disabled]
        {{- end }}
      {{- with .root.Values.webhook.namespaceSelector.matchExpressions }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  {{- $object := .root.Values.webhook.objectSelector }}
  {{- if or $object.matchLabels $object.matchExpressions }}
  objectSelector:
    {{- toYaml $object | nindent 4 }}
  {{- end }}
  {{- if and .root.Values.webhook.matchConditions (semverCompare ">=1.28-0" .root.Capabilities.KubeVersion.Version) }}
  matchConditions:
    {{- toYaml .root.Values.webhook.matchConditions | nindent 4 }}
  {{- end }}
  # Exactly what the server knows; it denies any other kind that it is asked about.
  rules:
    - operations: [CREATE, UPDATE]
      apiGroups: [""]
      apiVersions: ["*"]
      resources: [pods, pods/ephemeralcontainers, podtemplates, replicationcontrollers]
      scope: Namespaced
    - operations: [CREATE, UPDATE]
      apiGroups: [apps]
      apiVersions: ["*"]
      resources: [deployments, replicasets, statefulsets, daemonsets]
      scope: Namespaced
    - operations: [CREATE, UPDATE]
      apiGroups: [batch]
      apiVersions: ["*"]
      resources: [jobs, cronjobs]
      scope: Namespaced
{{- end -}}

{{- define "imagegate.webhookAnnotations" -}}
{{- $annotations := deepCopy .Values.webhook.annotations -}}
{{- if eq .Values.certificates.source "CertManager" -}}
{{- $_ := set $annotations "cert-manager.io/inject-ca-from" (printf "%s/%s-cert" .Release.Namespace (include "imagegate.fullname" .)) -}}
{{- end -}}
{{- with $annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
{{- end -}}
{{- end -}}
