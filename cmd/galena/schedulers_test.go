package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// exampleOf returns the first block in a language below a heading of operations.md.
func exampleOf(t *testing.T, heading, language string) string {
	t.Helper()
	_, section, found := strings.Cut(content(t, document("operations.md")), "\n## "+heading+"\n")
	_, block, hasBlock := strings.Cut(section, "```"+language+"\n")
	if !found || !hasBlock {
		t.Fatalf("docs/operations.md has no example of %s", heading)
	}
	block, _, _ = strings.Cut(block, "```")
	return block
}

// runsGalena checks that a shell line calls galena with a command and flags that exist.
func runsGalena(t *testing.T, line string) {
	t.Helper()
	lines := shownLines("```sh\n" + line + "\n```")
	if len(lines) != 1 {
		t.Fatalf("%q does not call galena once", line)
	}
	if err := lines[0].parse(); err != nil {
		t.Errorf("%q: %v", line, err)
	}
}

// strictly decodes YAML and fails on unknown keys.
func strictly(t *testing.T, text string, into any) {
	t.Helper()
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// moment matches a cron schedule: minute, hour, day, month, day of the week.
var moment = regexp.MustCompile(`^([0-9*,/-]+ ){4}[0-9*,/-]+$`)

func TestExampleForCron(t *testing.T) {
	fields := strings.SplitN(strings.TrimSpace(exampleOf(t, "cron", "cron")), " ", 6)
	if len(fields) < 6 || !moment.MatchString(strings.Join(fields[:5], " ")) {
		t.Fatalf("no line of a crontab: %q", fields)
	}
	if strings.Contains(fields[5], "%") {
		t.Errorf("cron makes a line break of %%: %s", fields[5])
	}
	if !strings.Contains(fields[5], " /usr/local/bin/galena ") {
		t.Errorf("cron looks in /usr/bin and /bin alone: %s", fields[5])
	}
	runsGalena(t, strings.Replace(fields[5], "/usr/local/bin/", "", 1))
}

// TestExampleForSystemd: if systemd is installed, it accepts the units without a warning.
func TestExampleForSystemd(t *testing.T) {
	files := strings.Split(exampleOf(t, "systemd", "ini"), "# /etc/systemd/system/")[1:]
	dir := t.TempDir()
	var paths []string
	for _, file := range files {
		name, unit, _ := strings.Cut(file, "\n")
		for line := range strings.Lines(unit) {
			if called, ok := strings.CutPrefix(line, "ExecStart="); ok {
				runsGalena(t, "="+called)
			}
		}
		unit = strings.ReplaceAll(unit, "/usr/local/bin/galena", "/bin/true") // galena need not be installed
		paths = append(paths, filepath.Join(dir, name))
		if err := os.WriteFile(filepath.Join(dir, name), []byte(unit), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(paths) != 2 {
		t.Fatalf("units: %v", paths)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not there")
	}
	said, err := exec.Command(analyze, append([]string{"verify", "--man=no", "--recursive-errors=no"}, paths...)...).CombinedOutput()
	if err != nil || len(said) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, said)
	}
}

func TestExampleForGitHubActions(t *testing.T) {
	var workflow struct {
		On struct {
			Schedule []struct{ Cron string }
		}
		Concurrency string
		Jobs        map[string]struct {
			RunsOn []string `yaml:"runs-on"`
			Env    map[string]string
			Steps  []struct{ Uses, Run string }
		}
	}
	strictly(t, exampleOf(t, "GitHub Actions", "yml"), &workflow)
	if len(workflow.On.Schedule) != 1 || !moment.MatchString(workflow.On.Schedule[0].Cron) || workflow.Concurrency == "" || len(workflow.Jobs) == 0 {
		t.Errorf("the workflow lacks something: %+v", workflow)
	}
	for name, job := range workflow.Jobs {
		if len(job.RunsOn) == 0 {
			t.Errorf("nothing says where %s runs", name)
		}
		for _, step := range job.Steps {
			if (step.Uses == "") == (step.Run == "") {
				t.Errorf("a step of %s uses an action or runs a command: %+v", name, step)
			}
			if strings.Contains(step.Run, "galena") {
				runsGalena(t, step.Run)
			}
		}
	}
}

// bashCommand matches the argument of an Airflow operator.
var bashCommand = regexp.MustCompile(`BashOperator\(task_id="[a-z]+", bash_command="([^"]+)"`)

func TestExampleForAirflow(t *testing.T) {
	found := bashCommand.FindStringSubmatch(exampleOf(t, "Airflow", "python"))
	if found == nil {
		t.Fatal("no BashOperator")
	}
	runsGalena(t, regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(found[1], "2026-01-31"))
}

func TestExampleForKubernetes(t *testing.T) {
	type mount struct {
		Name      string
		MountPath string `yaml:"mountPath"`
	}
	type volume struct {
		Name  string
		Claim struct {
			Name string `yaml:"claimName"`
		} `yaml:"persistentVolumeClaim"`
	}
	var job struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   struct{ Name string }
		Spec       struct {
			Schedule          string
			ConcurrencyPolicy string `yaml:"concurrencyPolicy"`
			JobTemplate       struct {
				Spec struct {
					BackoffLimit *int `yaml:"backoffLimit"`
					Template     struct {
						Spec struct {
							RestartPolicy string `yaml:"restartPolicy"`
							Containers    []struct {
								Name, Image string
								Args        []string
								EnvFrom     []struct {
									SecretRef struct{ Name string } `yaml:"secretRef"`
								} `yaml:"envFrom"`
								WorkingDir string `yaml:"workingDir"`
								Resources  struct {
									Limits struct{ Memory string }
								}
								VolumeMounts []mount `yaml:"volumeMounts"`
							}
							Volumes []volume
						}
					}
				}
			} `yaml:"jobTemplate"`
		}
	}
	strictly(t, exampleOf(t, "Kubernetes", "yml"), &job)
	pod := job.Spec.JobTemplate.Spec.Template.Spec
	if job.APIVersion != "batch/v1" || job.Kind != "CronJob" || !moment.MatchString(job.Spec.Schedule) || job.Spec.ConcurrencyPolicy != "Forbid" ||
		job.Metadata.Name == "" || pod.RestartPolicy != "Never" || len(pod.Containers) != 1 {
		t.Fatalf("the CronJob lacks something: %+v", job)
	}
	for _, container := range pod.Containers {
		runsGalena(t, "galena "+strings.Join(container.Args, " "))
		if !slices.ContainsFunc(container.VolumeMounts, func(m mount) bool { return m.MountPath == container.WorkingDir }) {
			t.Errorf("paths of the configuration are not on a volume: %s works in %q", container.Name, container.WorkingDir)
		}
		for _, mount := range container.VolumeMounts {
			if !slices.ContainsFunc(pod.Volumes, func(v volume) bool { return v.Name == mount.Name }) {
				t.Errorf("there is no volume %s", mount.Name)
			}
		}
	}
}
