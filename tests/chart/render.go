package main

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/semver"
	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

const notesFile = "NOTES.txt"

type kubeVersion struct{ Version, Major, Minor string }

func (v kubeVersion) String() string     { return v.Version }
func (v kubeVersion) GitVersion() string { return v.Version }

type apiVersions []string

func (a apiVersions) Has(version string) bool {
	for _, known := range a {
		if known == version {
			return true
		}
	}
	return false
}

type capabilities struct {
	KubeVersion kubeVersion
	APIVersions apiVersions
	HelmVersion map[string]string
}

func render(c *chart, values map[string]any, o options) (string, error) {
	if err := c.checkKubeVersion(o.kubeVersion); err != nil {
		return "", err
	}
	top, err := builtIns(c, values, o)
	if err != nil {
		return "", err
	}
	root := template.New("chart").Option("missingkey=error")
	root.Funcs(functions(root))
	for name, text := range c.templates {
		if _, err := root.New(c.metadata.Name + "/" + name).Parse(text); err != nil {
			return "", fmt.Errorf("parse error at (%s): %w", name, err)
		}
	}
	var manifests []manifest
	for _, name := range names(c) {
		full := c.metadata.Name + "/" + name
		top["Template"] = map[string]any{"Name": full, "BasePath": c.metadata.Name + "/templates"}
		var text strings.Builder
		if err := root.ExecuteTemplate(&text, full, top); err != nil {
			return "", fmt.Errorf("execution error at (%s): %w", full, err)
		}
		if path.Base(name) == notesFile {
			if o.notes {
				return text.String(), nil
			}
			continue
		}
		found, err := documents(full, text.String())
		if err != nil {
			return "", err
		}
		manifests = append(manifests, found...)
	}
	return inOrder(manifests, o.skipTests), nil
}

// names of the templates that are rendered, in order; files that start with _ only define.
func names(c *chart) []string {
	var all []string
	for name := range c.templates {
		if !strings.HasPrefix(path.Base(name), "_") {
			all = append(all, name)
		}
	}
	sort.Strings(all)
	return all
}

func builtIns(c *chart, values map[string]any, o options) (map[string]any, error) {
	version, err := semver.NewVersion(o.kubeVersion)
	if err != nil {
		return nil, fmt.Errorf("invalid kube version %q: %w", o.kubeVersion, err)
	}
	return map[string]any{
		"Values": values,
		"Files":  c.files,
		"Chart":  c.metadata,
		"Release": map[string]any{
			"Name": o.release, "Namespace": o.namespace, "Revision": 1, "Service": "Helm", "IsInstall": true, "IsUpgrade": false,
		},
		"Capabilities": capabilities{
			KubeVersion: kubeVersion{o.kubeVersion, fmt.Sprint(version.Major()), fmt.Sprint(version.Minor())},
			APIVersions: append(apiVersions{"v1", "apps/v1", "batch/v1"}, o.apiVersions...),
			HelmVersion: map[string]string{"Version": "v3"},
		},
	}, nil
}

func functions(root *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	// As in helm: a template must not read the environment of whoever renders it.
	delete(all, "env")
	delete(all, "expandenv")
	all["toYaml"] = toYAML
	all["toJson"] = all["mustToJson"]
	all["fromYaml"] = func(text string) map[string]any {
		value := map[string]any{}
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			value["Error"] = err.Error()
		}
		return value
	}
	all["fromJson"] = all["fromYaml"]
	all["lookup"] = func(string, string, string, string) map[string]any { return map[string]any{} }
	all["include"] = func(name string, data any) (string, error) {
		var text strings.Builder
		err := root.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	all["tpl"] = func(text string, data any) (string, error) {
		clone, err := root.Clone()
		if err != nil {
			return "", err
		}
		parsed, err := clone.New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		var result strings.Builder
		err = parsed.Execute(&result, data)
		return result.String(), err
	}
	all["required"] = func(message string, value any) (any, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	return all
}

func toYAML(value any) string {
	data, err := yaml.Marshal(value)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(data), "\n")
}

type manifest struct {
	source, text, kind, hook string
}

var separator = regexp.MustCompile(`(?m)^---[ \t]*$`)

// documents cuts what a template wrote into objects; a document that is empty, or only comments, is none.
func documents(source, text string) ([]manifest, error) {
	var found []manifest
	for _, document := range separator.Split(text, -1) {
		document = strings.TrimSpace(document)
		var head struct {
			Kind     string `json:"kind"`
			Metadata struct {
				Annotations map[string]string `json:"annotations"`
			} `json:"metadata"`
		}
		if err := yaml.Unmarshal([]byte(document), &head); err != nil {
			return nil, fmt.Errorf("YAML parse error on %s: %w", source, err)
		}
		// Twice: the strict reader also finds a key that stands in an object twice.
		var all any
		if err := yaml.UnmarshalStrict([]byte(document), &all); err != nil {
			return nil, fmt.Errorf("YAML parse error on %s: %w", source, err)
		}
		if all == nil {
			continue
		}
		hook := head.Metadata.Annotations["helm.sh/hook"]
		found = append(found, manifest{source, document, head.Kind, hook})
	}
	return found, nil
}

// Source: helm's order of installation; a kind that is not in it comes last.
var kinds = strings.Fields(`PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget
	ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition
	ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service
	DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass
	Ingress APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration`)

func rank(kind string) int {
	for at, known := range kinds {
		if known == kind {
			return at
		}
	}
	return len(kinds)
}

func inOrder(manifests []manifest, skipTests bool) string {
	sort.SliceStable(manifests, func(i, j int) bool {
		a, b := manifests[i], manifests[j]
		if (a.hook == "") != (b.hook == "") {
			return a.hook == ""
		}
		if rank(a.kind) != rank(b.kind) {
			return rank(a.kind) < rank(b.kind)
		}
		return a.kind < b.kind // of one kind: as their files are ordered
	})
	var text strings.Builder
	for _, m := range manifests {
		if skipTests && m.hook == "test" {
			continue
		}
		fmt.Fprintf(&text, "---\n# Source: %s\n%s\n", m.source, m.text)
	}
	return text.String()
}
