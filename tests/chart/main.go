// Command chart-render renders a Helm chart as `helm template` does, for machines that have no helm.
//
//	chart-render template NAME CHART [-n NAMESPACE] [-f FILE]... [--set KEY=VALUE]... [--kube-version V] [--api-versions GROUP/VERSION]... [--skip-tests] [--notes]
//
// The output has helm's form and order. It is stricter than helm: a value that is named in a template and not there is
// an error. With --notes it prints the text of NOTES.txt instead, which `helm install` would print.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

type options struct {
	release, chart, namespace, kubeVersion string
	files, sets, apiVersions               []string
	notes, skipTests                       bool
}

func main() {
	text, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "Error: %v\n", err)
		os.Exit(1)
	}
	fmt.Print(text)
}

func run(args []string) (string, error) {
	o, err := parse(args)
	if err != nil {
		return "", err
	}
	chart, err := loadChart(o.chart)
	if err != nil {
		return "", err
	}
	values, err := mergeValues(chart.values, o.files, o.sets)
	if err != nil {
		return "", err
	}
	if err := checkSchema(chart, values); err != nil {
		return "", err
	}
	return render(chart, values, o)
}

func parse(args []string) (options, error) {
	o := options{namespace: "default", kubeVersion: "v1.34.0"}
	if len(args) < 3 || args[0] != "template" {
		return o, errors.New("usage: template NAME CHART [-n NAMESPACE] [-f FILE] [--set KEY=VALUE] [--kube-version V] [--api-versions A] [--skip-tests] [--notes]")
	}
	o.release, o.chart = args[1], args[2]
	for rest := args[3:]; len(rest) > 0; {
		name := rest[0]
		if name == "--notes" || name == "--skip-tests" {
			o.notes, o.skipTests, rest = o.notes || name == "--notes", o.skipTests || name == "--skip-tests", rest[1:]
			continue
		}
		if len(rest) < 2 {
			return o, fmt.Errorf("%s needs a value", name)
		}
		value := rest[1]
		rest = rest[2:]
		switch name {
		case "-n", "--namespace":
			o.namespace = value
		case "-f", "--values":
			o.files = append(o.files, value)
		case "--set":
			o.sets = append(o.sets, value)
		case "--kube-version":
			o.kubeVersion = "v" + strings.TrimPrefix(value, "v")
		case "-a", "--api-versions":
			o.apiVersions = append(o.apiVersions, value)
		default:
			return o, fmt.Errorf("unknown flag: %s", name)
		}
	}
	return o, nil
}
