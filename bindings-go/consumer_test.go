package slipway_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A program outside the repository does what the README says.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(codeBlock(t, string(readme), "go")), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-euc", codeBlock(t, string(readme), "sh"))
	shell.Dir = folder
	shell.Env = append(os.Environ(), "SLIPWAY="+repository)
	output, err := shell.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(output), "\nhello world\n") {
		t.Fatalf("%v\n%s", err, output)
	}
}

// codeBlock is the only one of its language.
func codeBlock(t *testing.T, markdown, language string) string {
	t.Helper()
	parts := strings.Split(markdown, "```"+language+"\n")
	if len(parts) != 2 {
		t.Fatalf("%d blocks of %s", len(parts)-1, language)
	}
	code, _, _ := strings.Cut(parts[1], "```")
	return code
}

func TestUnsupportedBuilds(t *testing.T) {
	const (
		needsCgo      = "slipway_needs_cgo__set_CGO_ENABLED_1_and_install_a_C_compiler"
		otherPlatform = "slipway_runs_on_linux_with_glibc_on_amd64_and_arm64_alone"
	)
	cases := []struct{ name, settings, expected string }{
		{"no cgo", "CGO_ENABLED=0", needsCgo},
		{"another system", "GOOS=darwin CGO_ENABLED=1", otherPlatform},
		{"another system without cgo", "GOOS=windows CGO_ENABLED=0", otherPlatform},
		{"another processor", "GOARCH=riscv64 CGO_ENABLED=1", otherPlatform},
	}
	for _, c := range cases {
		t.Run("should say what is wrong with "+c.name, func(t *testing.T) {
			build := exec.Command("go", "build", "./internal/native")
			build.Env = append(os.Environ(), strings.Fields(c.settings)...)
			expectRefusal(t, build, c.expected)
		})
	}

	t.Run("should say what is wrong with another C library", func(t *testing.T) {
		// What the headers of another look like: without glibc's mark.
		headers := filepath.Join(t.TempDir(), "other.h")
		if err := os.WriteFile(headers, []byte("#include <features.h>\n#undef __GLIBC__\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		expectRefusal(t, exec.Command("cc", "-fsyntax-only", "-include", headers, "internal/native/library.c"), "Slipway needs glibc")
	})
}

func expectRefusal(t *testing.T, build *exec.Cmd, expected string) {
	t.Helper()
	output, err := build.CombinedOutput()
	if err == nil || !strings.Contains(string(output), expected) {
		t.Fatalf("%v\n%s", err, output)
	}
}
