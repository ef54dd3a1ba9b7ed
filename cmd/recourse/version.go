package main

import (
	"runtime/debug"
	"strings"
)

// versionCmd is "recourse version".
type versionCmd struct{}

// Run prints the version and what it was built from.
func (versionCmd) Run(p process) error { return p.printf("recourse %s\n", versionText()) }

// version is set by the linker: make build and the image know the tag. Nothing
// writes to it at run time.
var version string

// versionText is the version that was built, or the revision it was built from.
func versionText() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	parts := []string{"development"}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		parts[0] = v
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12 && !strings.Contains(parts[0], s.Value[:12]):
			parts = append(parts, s.Value[:12])
		case s.Key == "vcs.modified" && s.Value == "true" && !strings.Contains(parts[0], "dirty"):
			parts = append(parts, "with changes")
		}
	}
	return strings.Join(append(parts, info.GoVersion), ", ")
}
