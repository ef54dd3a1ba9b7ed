package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"recourse/internal/config"
)

// composeFile is what the test looks at in docker-compose.yml.
type composeFile struct {
	Services map[string]composeService
	Secrets  map[string]struct{ File string }
	Volumes  map[string]any
}

type composeService struct {
	Image       string
	User        string
	Command     []string
	Environment map[string]string
	Ports       []string
	Secrets     []string
	Volumes     []string
	ReadOnly    bool     `yaml:"read_only"`
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	NetworkMode string   `yaml:"network_mode"`
	Healthcheck struct{ Test []string }
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
}

func readCompose(t *testing.T) composeFile {
	t.Helper()
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	var c composeFile
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// interpolated replaces ${NAME:-default} as compose does when NAME is not set.
func interpolated(value string) string {
	return regexp.MustCompile(`\$\{[A-Z_]+:-([^}]*)\}`).ReplaceAllString(value, "$1")
}

func TestComposeSetsOnlyWhatTheProgramReads(t *testing.T) {
	known := []string{}
	for _, v := range config.Variables() {
		known = append(known, v.Name)
		if v.Secret {
			known = append(known, v.Name+"_FILE")
		}
	}
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	dockerfile, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`\bRECOURSE_[A-Z_]+`).FindAllString(string(text)+string(dockerfile), -1) {
		if !slices.Contains(known, name) {
			t.Errorf("%s is not a setting", name)
		}
	}
}

func TestComposeSettingsAreAccepted(t *testing.T) {
	c := readCompose(t)
	password := t.TempDir() + "/password"
	if err := os.WriteFile(password, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"recourse", "migrate"} {
		var environ []string
		for key, value := range c.Services[name].Environment {
			value = strings.ReplaceAll(interpolated(value), "/run/secrets/database_password", password)
			environ = append(environ, key+"="+value)
		}
		settings, err := config.Load(environ)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(settings.Warnings) > 0 {
			t.Errorf("%s: %q", name, settings.Warnings)
		}
		if !strings.HasPrefix(settings.DatabaseURL, "postgres://recourse:secret@postgres:") {
			t.Errorf("%s connects to %s", name, settings.DatabaseURL)
		}
		if name == "recourse" && (settings.SMTP == nil || settings.MailFrom == "") {
			t.Error("the service sends no mail")
		}
	}
}

func TestComposeHardensTheService(t *testing.T) {
	c := readCompose(t)
	for _, name := range []string{"recourse", "migrate"} {
		s := c.Services[name]
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s is not locked down: %+v", name, s)
		}
		if s.User == "" || strings.HasPrefix(s.User, "0") || strings.HasPrefix(s.User, "root") {
			t.Errorf("%s runs as %q", name, s.User)
		}
		if want := map[string][]string{"recourse": {"files:/data"}}[name]; !slices.Equal(s.Volumes, want) {
			t.Errorf("%s has the volumes %q, want %q", name, s.Volumes, want)
		}
	}
	for name, s := range c.Services {
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s opens %s to the network", name, port)
			}
		}
		if strings.HasSuffix(s.Image, ":latest") || s.Image != "recourse" && !strings.Contains(s.Image, ":") {
			t.Errorf("%s has no fixed image: %s", name, s.Image)
		}
	}
}

func TestComposeKeepsSecretsOutOfTheRepository(t *testing.T) {
	c := readCompose(t)
	for name, s := range c.Services {
		for key, value := range s.Environment {
			secretive := strings.Contains(key, "PASSWORD") || strings.Contains(key, "TOKEN") || strings.Contains(key, "KEY")
			if secretive && !(strings.HasSuffix(key, "_FILE") && strings.HasPrefix(value, "/run/secrets/")) {
				t.Errorf("%s: %s is written out", name, key)
			}
			if strings.Contains(value, "://") && regexp.MustCompile(`://[^/@\s]*:[^/@\s]*@`).MatchString(value) {
				t.Errorf("%s: %s holds a password", name, key)
			}
		}
		for _, secret := range s.Secrets {
			if c.Secrets[secret].File == "" {
				t.Errorf("%s uses the undeclared secret %s", name, secret)
			}
		}
	}
	ignored, err := os.ReadFile("../../.gitignore")
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range c.Secrets {
		if strings.HasPrefix(secret.File, "./secrets/") && !strings.Contains(string(ignored), "/secrets/") {
			t.Errorf("the file of %s is not ignored by git", name)
		}
	}
}

func TestComposeStartsInOrder(t *testing.T) {
	c := readCompose(t)
	if c.Services["recourse"].DependsOn["migrate"].Condition != "service_completed_successfully" {
		t.Error("the service does not wait for the migration")
	}
	if c.Services["migrate"].DependsOn["postgres"].Condition != "service_healthy" || len(c.Services["postgres"].Healthcheck.Test) == 0 {
		t.Error("the migration does not wait for PostgreSQL")
	}
	if !slices.Contains(c.Services["recourse"].Healthcheck.Test, "health") {
		t.Errorf("health check %q", c.Services["recourse"].Healthcheck.Test)
	}
	if smtp := interpolated(c.Services["recourse"].Environment["RECOURSE_SMTP_URL"]); strings.Contains(smtp, "127.0.0.1") {
		if c.Services["mailpit"].NetworkMode != "service:recourse" {
			t.Errorf("%s does not lead to Mailpit", smtp)
		}
	}
}

func TestComposeCommandsExist(t *testing.T) {
	c := readCompose(t)
	for _, name := range []string{"recourse", "migrate"} {
		args := append(slices.Clone(c.Services[name].Command), "--help")
		if _, complaint, code := recourse(t, "", args...); code != exitOK {
			t.Errorf("recourse %q: %s", args, complaint)
		}
	}
	dockerfile, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"USER 65532", "HEALTHCHECK", `"health"`, "CGO_ENABLED=0", "RECOURSE_DATA=/data"} {
		if !strings.Contains(string(dockerfile), want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
}
