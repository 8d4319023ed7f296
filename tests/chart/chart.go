package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/Masterminds/semver"
	"github.com/xeipuuv/gojsonschema"
	"sigs.k8s.io/yaml"
)

type metadata struct {
	APIVersion  string            `json:"apiVersion"`
	Name        string            `json:"name"`
	Version     string            `json:"version"`
	AppVersion  string            `json:"appVersion"`
	KubeVersion string            `json:"kubeVersion"`
	Type        string            `json:"type"`
	Description string            `json:"description"`
	Home        string            `json:"home"`
	Sources     []string          `json:"sources"`
	Keywords    []string          `json:"keywords"`
	Maintainers []any             `json:"maintainers"`
	Annotations map[string]string `json:"annotations"`
}

type chart struct {
	metadata  metadata
	values    map[string]any
	schema    []byte
	templates map[string]string // by path below the chart's folder
	files     files
}

// loadChart reads a chart's folder. Everything that is not a template and not one of helm's own files is in .Files.
func loadChart(folder string) (*chart, error) {
	c := &chart{values: map[string]any{}, templates: map[string]string{}, files: files{}}
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		return c.add(filepath.ToSlash(relative), data)
	})
	if err == nil && c.metadata.Name == "" {
		err = fmt.Errorf("%s holds no Chart.yaml with a name", folder)
	}
	return c, err
}

func (c *chart) add(name string, data []byte) error {
	switch {
	case name == "Chart.yaml":
		return yaml.UnmarshalStrict(data, &c.metadata)
	case name == "values.yaml":
		return yaml.UnmarshalStrict(data, &c.values)
	case name == "values.schema.json":
		c.schema = data
	case strings.HasPrefix(name, "templates/"):
		c.templates[name] = string(data)
	default:
		c.files[name] = data
	}
	return nil
}

// checkSchema says all that the chart's schema finds wrong, in helm's form.
func checkSchema(c *chart, values map[string]any) error {
	if c.schema == nil {
		return nil
	}
	document, err := json.Marshal(values)
	if err != nil {
		return err
	}
	result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(c.schema), gojsonschema.NewBytesLoader(document))
	if err != nil {
		return err
	}
	if result.Valid() {
		return nil
	}
	var text strings.Builder
	fmt.Fprintf(&text, "values don't meet the specifications of the schema(s) in the following chart(s):\n%s:\n", c.metadata.Name)
	for _, wrong := range result.Errors() {
		fmt.Fprintf(&text, "- %s\n", wrong)
	}
	return fmt.Errorf("%s", text.String())
}

// checkKubeVersion refuses a cluster that Chart.yaml does not allow.
func (c *chart) checkKubeVersion(version string) error {
	if c.metadata.KubeVersion == "" {
		return nil
	}
	constraint, err := semver.NewConstraint(c.metadata.KubeVersion)
	if err != nil {
		return err
	}
	parsed, err := semver.NewVersion(version)
	if err != nil {
		return err
	}
	if !constraint.Check(parsed) {
		return fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", c.metadata.KubeVersion, version)
	}
	return nil
}

// files is .Files of a template.
type files map[string][]byte

func (f files) Get(name string) string { return string(f[name]) }

func (f files) Glob(pattern string) files {
	found := files{}
	for name, data := range f {
		if matched, _ := path.Match(pattern, name); matched {
			found[name] = data
		}
	}
	return found
}

func (f files) AsConfig() string {
	texts := map[string]string{}
	for name, data := range f {
		texts[path.Base(name)] = string(data)
	}
	return toYAML(texts)
}
