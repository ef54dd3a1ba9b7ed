package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
)

// Variable is one environment variable that the program reads.
type Variable struct {
	Name    string
	Default string
	Secret  bool   // may also come from the file named in Name + "_FILE"
	Doc     string // one line
}

// Variables lists every variable in the order of the documentation.
func Variables() []Variable {
	var all []Variable
	fields := reflect.TypeFor[Config]()
	for i := range fields.NumField() {
		tag := fields.Field(i).Tag
		name := tag.Get("env")
		if name == "" || name == "-" {
			continue
		}
		all = append(all, Variable{
			Name: name, Default: tag.Get("envDefault"), Secret: tag.Get("secret") == "true", Doc: tag.Get("doc"),
		})
	}
	return all
}

const (
	prefix     = "RECOURSE_"
	testPrefix = "RECOURSE_TEST_" // read by the tests alone
	fileSuffix = "_FILE"
)

// readSecrets replaces each variable X_FILE by X with the content of the file.
func readSecrets(vars map[string]string) error {
	var problems []error
	for _, v := range Variables() {
		path := vars[v.Name+fileSuffix]
		if !v.Secret || path == "" {
			continue
		}
		if vars[v.Name] != "" {
			problems = append(problems, fmt.Errorf("%s and %s%s are both set; remove one", v.Name, v.Name, fileSuffix))
			continue
		}
		content, err := os.ReadFile(path) //nolint:gosec // the operator names the file
		if err != nil {
			problems = append(problems, fmt.Errorf("%s%s: %w", v.Name, fileSuffix, err))
			continue
		}
		secret := strings.TrimRight(string(content), "\r\n")
		if secret == "" {
			problems = append(problems, fmt.Errorf("%s%s: the file %s is empty", v.Name, fileSuffix, path))
		}
		vars[v.Name] = secret
	}
	return errors.Join(problems...)
}

// checkNames refuses a variable that is nearly one of ours: a setting that is
// misspelt would silently not count. Others with our prefix only get a warning,
// since container platforms make up such names for a service called recourse.
func (c *Config) checkNames(vars map[string]string) error {
	var known []string
	for _, v := range Variables() {
		known = append(known, v.Name)
		if v.Secret {
			known = append(known, v.Name+fileSuffix)
		}
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if !strings.HasPrefix(name, prefix) || strings.HasPrefix(name, testPrefix) || slices.Contains(known, name) {
			continue
		}
		if near := nearest(name, known); near != "" {
			problems = append(problems, fmt.Errorf("%s is not a setting; did you mean %s?", name, near))
			continue
		}
		c.warn(name + " is not a setting and has no effect")
	}
	return errors.Join(problems...)
}

// nearest returns the known name that differs in at most two letters from name, or
// that begins or ends with it beyond the prefix; "" if there is none.
func nearest(name string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if d := distance(name, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete or replace (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
