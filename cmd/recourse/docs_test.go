package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/internal/config"
)

func readDoc(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheOperatorGuideHasEverySetting(t *testing.T) {
	guide := readDoc(t, "docs/operator-guide.md")
	var known []string
	for _, v := range config.Variables() {
		known = append(known, v.Name, v.Name+"_FILE")
		if !strings.Contains(guide, "| `"+v.Name+"`") {
			t.Errorf("%s is missing", v.Name)
		}
		if v.Default != "" && !strings.Contains(guide, "`"+v.Default+"`") {
			t.Errorf("the default of %s, %s, is missing", v.Name, v.Default)
		}
	}
	for _, name := range regexp.MustCompile(`RECOURSE_[A-Z_]*[A-Z]`).FindAllString(guide, -1) {
		if !slices.Contains(known, name) && !strings.HasPrefix(name, "RECOURSE_TEST_") {
			t.Errorf("%s is not a setting", name)
		}
	}
}

func TestDocumentedCommandsExist(t *testing.T) {
	commands := regexp.MustCompile(`(?m)(?:^\s*|[\x60$] ?|\./bin/|sudo )recourse ([a-z]+(?: [a-z]+)?)`)
	for _, doc := range []string{"README.md", "docs/operator-guide.md", "CONTRIBUTING.md"} {
		for _, found := range commands.FindAllStringSubmatch(readDoc(t, doc), -1) {
			words := strings.Fields(found[1])
			_, _, code := recourse(t, "", words[0], "--help")
			if code == exitOK && slices.Contains([]string{"user", "token", "controllers"}, words[0]) && len(words) > 1 {
				_, _, code = recourse(t, "", words[0], words[1], "--help")
			}
			if code != exitOK {
				t.Errorf("%s speaks of recourse %s", doc, found[1])
			}
		}
	}
}
