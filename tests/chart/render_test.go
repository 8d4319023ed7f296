package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a chart of some files and returns its folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	files["Chart.yaml"] = "apiVersion: v2\nname: small\nversion: 1.0.0\nkubeVersion: '>=1.20.0-0'\n"
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestWhatIsRendered(t *testing.T) {
	for name, c := range map[string]struct{ template, flags, want string }{
		"values over values":   {"{{ .Values.a.b }}{{ .Values.a.c }}", "--set a.b=2", "21"},
		"a list by index":      {"{{ index .Values.list 0 }}{{ (index .Values.list 1).x }}", "--set list[0]=p,list[1].x=q", "pq"},
		"a list in braces":     {"{{ join `;` .Values.list }}", "--set list={p,q}", "p;q"},
		"a dot in a key":       {`{{ index .Values.a "x.y" }}`, `--set a.x\.y=1`, "1"},
		"null takes away":      {`{{ hasKey .Values.a "b" }}`, "--set a.b=null", "false"},
		"the release":          {"{{ .Release.Name }}/{{ .Release.Namespace }}/{{ .Template.Name }}", "-n space", "r/space/small/templates/t.yaml"},
		"include and tpl":      {`{{ include "small.it" . }}{{ tpl "{{ .Values.a.c }}" . }}`, "", "it1"},
		"the cluster":          {`{{ .Capabilities.KubeVersion.Minor }}{{ .Capabilities.APIVersions.Has "x/v1" }}`, "--kube-version 1.22.3 -a x/v1", "22true"},
		"lookup finds nothing": {`{{ lookup "v1" "Secret" "a" "b" | len }}`, "", "0"},
		"files":                {`{{ .Files.Get "extra.txt" }}`, "", "extra"},
	} {
		chart := write(t, map[string]string{
			"values.yaml": "a: {b: 1, c: 1}\nlist: []\n", "extra.txt": "extra", "templates/_h.tpl": `{{ define "small.it" }}it{{ end }}`,
			"templates/t.yaml": "kind: X\nvalue: |-\n  " + c.template,
		})
		got, err := run(append([]string{"template", "r", chart}, strings.Fields(c.flags)...))
		want := "---\n# Source: small/templates/t.yaml\nkind: X\nvalue: |-\n  " + c.want + "\n"
		if err != nil || got != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ template, flags, want string }{
		"a value that nobody gives": {"a: {{ .Values.none }}", "", "map has no entry for key"},
		"required":                  {`a: {{ required "say a" .Values.empty }}`, "", "say a"},
		"fail":                      {`{{ fail "no" }}`, "", "no"},
		"the environment":           {`a: {{ env "HOME" }}`, "", `function "env" not defined`},
		"a key twice":               {"a: 1\na: 2", "", `"a" already set`},
		"no YAML":                   {"a: [", "", "YAML parse error on small/templates/t.yaml"},
		"the schema":                {"a: 1", "--set count=x", "count: Invalid type. Expected: integer, given: string"},
		"the cluster":               {"a: 1", "--kube-version 1.19.0", "chart requires kubeVersion"},
		"a flag":                    {"a: 1", "--upgrade yes", "unknown flag: --upgrade"},
	} {
		chart := write(t, map[string]string{
			"values.yaml": "empty: ''\ncount: 1\n", "values.schema.json": `{"properties": {"count": {"type": "integer"}}}`, "templates/t.yaml": c.template,
		})
		_, err := run(append([]string{"template", "r", chart}, strings.Fields(c.flags)...))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOrder(t *testing.T) {
	chart := write(t, map[string]string{
		"templates/a.yaml":    "kind: Deployment\n---\n# nothing\n---\nkind: Unknown",
		"templates/b.yaml":    "kind: Service",
		"templates/hook.yaml": "kind: ConfigMap\nmetadata: {annotations: {helm.sh/hook: test}}",
		"templates/NOTES.txt": "notes of {{ .Release.Name }}",
	})
	got, err := run([]string{"template", "r", chart})
	if at := func(kind string) int { return strings.Index(got, "kind: "+kind) }; err != nil || !(0 < at("Service") &&
		at("Service") < at("Deployment") && at("Deployment") < at("Unknown") && at("Unknown") < at("ConfigMap")) || strings.Contains(got, "notes") {
		t.Errorf("%v\n%s", err, got)
	}
	if got, err = run([]string{"template", "r", chart, "--skip-tests"}); err != nil || strings.Contains(got, "ConfigMap") {
		t.Errorf("%v\n%s", err, got)
	}
	if got, err = run([]string{"template", "r", chart, "--notes"}); err != nil || got != "notes of r" {
		t.Errorf("%v\n%s", err, got)
	}
}
