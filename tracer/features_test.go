package tracer

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Every flag of Features is in the list, once, and the list says all of each.
func TestFeaturesAreWhole(t *testing.T) {
	var f Features
	names, flags := map[string]bool{}, map[*bool]string{}
	for _, x := range features {
		if x.Name == "" || x.Since == "" || x.Use == "" || x.Fallback == "" || x.Lost == "" || x.probe == nil || x.flag == nil {
			t.Errorf("%+v lacks something", x)
			continue
		}
		if names[x.Name] || strings.ContainsAny(x.Name, ", |") || strings.ToLower(x.Name) != x.Name {
			t.Errorf("the name %q", x.Name)
		}
		if other := flags[x.flag(&f)]; other != "" {
			t.Errorf("%s and %s are one flag", x.Name, other)
		}
		names[x.Name], flags[x.flag(&f)] = true, x.Name
	}
	if n := reflect.TypeOf(f).NumField(); n != len(features) {
		t.Errorf("%d flags, %d features", n, len(features))
	}
}

func TestDetectDisabled(t *testing.T) {
	all, err := detect(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range features {
		f, err := detect([]string{x.Name})
		if err != nil {
			t.Fatal(err)
		}
		if *x.flag(f) {
			t.Errorf("%s is on though disabled", x.Name)
		}
		*x.flag(f) = *x.flag(all)
		if *f != *all {
			t.Errorf("disabling %s changes more: %+v, %+v", x.Name, f, all)
		}
	}
	if _, err := detect([]string{"openat3"}); err == nil || !strings.Contains(err.Error(), `"openat3"`) || !strings.Contains(err.Error(), "openat2") {
		t.Errorf("got %v", err)
	}
}

func TestAbsent(t *testing.T) {
	for e, want := range map[unix.Errno]error{
		0: nil, unix.EINVAL: nil, unix.EFAULT: nil, unix.ENOSYS: unix.ENOSYS, unix.EPERM: unix.EPERM,
	} {
		if got := absent(e); got != want {
			t.Errorf("%v: got %v", e, got)
		}
	}
}

func TestKernelAtLeast(t *testing.T) {
	if err := kernelAtLeast(2, 6); err != nil {
		t.Errorf("2.6: %v", err)
	}
	if err := kernelAtLeast(99, 0); err != unix.ENOSYS {
		t.Errorf("99.0: %v", err)
	}
}

func TestFeatureTableHasAll(t *testing.T) {
	var b bytes.Buffer
	if err := FeatureTable(&b); err != nil {
		t.Fatal(err)
	}
	for _, x := range features {
		if !strings.Contains(b.String(), "| "+x.Name+" | "+x.Since+" | ") {
			t.Errorf("%s is missing", x.Name)
		}
	}
	var doctor bytes.Buffer
	if err := Doctor(&doctor, []string{"openat2"}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(doctor.String()) {
		if strings.HasPrefix(line, "openat2 ") && !strings.Contains(line, "disabled") {
			t.Errorf("got %q", line)
		}
	}
}
