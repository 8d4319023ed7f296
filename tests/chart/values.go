package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

// mergeValues lays files and --set over the chart's values, the last one on top. Maps are merged, everything else is
// replaced, and null takes a key away.
func mergeValues(values map[string]any, names, sets []string) (map[string]any, error) {
	given := map[string]any{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file := map[string]any{}
		if err := yaml.UnmarshalStrict(data, &file); err != nil {
			return nil, fmt.Errorf("failed to parse %s: %w", name, err)
		}
		overlay(given, file)
	}
	for _, set := range sets {
		for _, assignment := range split(set, ',') {
			if err := assign(given, assignment); err != nil {
				return nil, err
			}
		}
	}
	return dropNulls(overlay(values, given)), nil
}

func overlay(below, above map[string]any) map[string]any {
	for key, value := range above {
		upper, isMap := value.(map[string]any)
		lower, wasMap := below[key].(map[string]any)
		if isMap && wasMap {
			overlay(lower, upper)
		} else {
			below[key] = value
		}
	}
	return below
}

func dropNulls(values map[string]any) map[string]any {
	for key, value := range values {
		switch value := value.(type) {
		case nil:
			delete(values, key)
		case map[string]any:
			dropNulls(value)
		}
	}
	return values
}

// assign reads a.b[0].c=value. A dot, a comma or an equals sign that is meant as such has a backslash before it.
func assign(values map[string]any, assignment string) error {
	parts := split(assignment, '=')
	if len(parts) < 2 {
		return fmt.Errorf("failed parsing --set data: key %q has no value", assignment)
	}
	_, err := put(values, split(parts[0], '.'), scalar(strings.Join(parts[1:], "=")))
	return err
}

func put(into any, path []string, value any) (any, error) {
	if len(path) == 0 {
		return value, nil
	}
	name, rest := path[0], path[1:]
	if at := strings.IndexByte(name, '['); at > 0 && strings.HasSuffix(name, "]") {
		return put(into, append([]string{name[:at], name[at:]}, rest...), value)
	}
	if strings.HasPrefix(name, "[") {
		index, err := strconv.Atoi(strings.Trim(name, "[]"))
		list, _ := into.([]any)
		if err != nil || index < 0 || index > len(list) {
			return nil, fmt.Errorf("failed parsing --set data: bad index %s", name)
		}
		if index == len(list) {
			list = append(list, nil)
		}
		list[index], err = put(list[index], rest, value)
		return list, err
	}
	object, isMap := into.(map[string]any)
	if !isMap {
		object = map[string]any{}
	}
	inner, err := put(object[unescape(name)], rest, value)
	object[unescape(name)] = inner
	return object, err
}

func scalar(text string) any {
	switch text = unescape(text); text {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	case "[]", "{}":
		return []any{}
	}
	if number, err := strconv.ParseInt(text, 10, 64); err == nil && (text == "0" || !strings.HasPrefix(text, "0")) {
		return number
	}
	if strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") {
		list := []any{}
		for _, item := range split(text[1:len(text)-1], ',') {
			list = append(list, scalar(item))
		}
		return list
	}
	return text
}

// split cuts at a character outside of braces that no backslash stands before; backslashes stay.
func split(text string, at byte) []string {
	var parts []string
	start, depth := 0, 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == '{':
			depth++
		case text[i] == '}':
			depth--
		case text[i] == at && depth == 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func unescape(text string) string {
	var plain strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		plain.WriteByte(text[i])
	}
	return plain.String()
}
