package main

import (
	"errors"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uproot/translate"
)

func TestParseBinding(t *testing.T) {
	h := testHost()
	for spec, want := range map[string]translate.Binding{
		"/dev":               {Host: "/dev", Guest: "/dev"},
		"/dev/":              {Host: "/dev", Guest: "/dev"},
		"//a/./b/":           {Host: "/a/b", Guest: "/a/b"},
		"/":                  {Host: "/", Guest: "/"},
		"/:/host":            {Host: "/", Guest: "/host"},
		"src":                {Host: "/home/u/work/src", Guest: "/home/u/work/src"},
		".":                  {Host: "/home/u/work", Guest: "/home/u/work"},
		".:/src":             {Host: "/home/u/work", Guest: "/src"},
		"../x":               {Host: "/home/u/work/../x", Guest: "/home/u/x"},
		"../x:/a/../b":       {Host: "/home/u/work/../x", Guest: "/a/../b"},
		"/a:/b":              {Host: "/a", Guest: "/b"},
		"/a:/b:c":            {Host: "/a", Guest: "/b:c"},
		`/a\:b`:              {Host: "/a:b", Guest: "/a:b"},
		`/a\:b:/c`:           {Host: "/a:b", Guest: "/c"},
		`/a\:b:/c\:d`:        {Host: "/a:b", Guest: "/c:d"},
		`/a\\:/b`:            {Host: `/a\`, Guest: "/b"},
		`/a\b:/c`:            {Host: `/a\b`, Guest: "/c"},
		`/a\`:                {Host: `/a\`, Guest: `/a\`},
		"/a!":                {Host: "/a", Guest: "/a", NoFollow: true},
		"/a:/b!":             {Host: "/a", Guest: "/b", NoFollow: true},
		`/a:/b\!`:            {Host: "/a", Guest: "/b!"},
		`/a:/b\\!`:           {Host: "/a", Guest: `/b\`, NoFollow: true},
		"/a!b:/c!d":          {Host: "/a!b", Guest: "/c!d"},
		"/a:ro":              {Host: "/a", Guest: "/a", ReadOnly: true},
		"/a:/b:ro":           {Host: "/a", Guest: "/b", ReadOnly: true},
		"/a:/b:optional":     {Host: "/a", Guest: "/b", Optional: true},
		"/a:/b!:ro:optional": {Host: "/a", Guest: "/b", ReadOnly: true, Optional: true, NoFollow: true},
		"/a:optional:ro":     {Host: "/a", Guest: "/a", ReadOnly: true, Optional: true},
		`/a:/b\:ro`:          {Host: "/a", Guest: "/b:ro"},
		`/a\:ro`:             {Host: "/a:ro", Guest: "/a:ro"},
		`/a\:optional:ro`:    {Host: "/a:optional", Guest: "/a:optional", ReadOnly: true},
		"ro":                 {Host: "/home/u/work/ro", Guest: "/home/u/work/ro"},
		"/a:/ro":             {Host: "/a", Guest: "/ro"},
		"/\xff:/\xfe":        {Host: "/\xff", Guest: "/\xfe"},
	} {
		got, err := parseBinding(spec, h)
		if err != nil {
			t.Errorf("%q: %v", spec, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", spec, diff)
		}
	}
}

func TestParseBindingErrors(t *testing.T) {
	const empty = "the host's path is empty; write HOST or HOST:GUEST"
	const noGuest = `nothing follows the colon; write HOST:GUEST, or \: for a colon in a path`
	for spec, want := range map[string]string{
		"":         empty,
		":/b":      empty,
		"!":        empty,
		":ro":      empty,
		"/a:":      noGuest,
		"/a:!":     noGuest,
		"/a::ro":   noGuest,
		"src:work": `the guest's path "work" is not absolute; write "/work"`,
		"/a:rw":    `the guest's path "rw" is not absolute; write "/rw"`,
		"/a:ro!":   `the guest's path "ro" is not absolute; write "/ro"`,
	} {
		_, err := parseBinding(spec, testHost())
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", spec, err, want)
		}
	}
}

func TestBindingWithoutWorkingDirectory(t *testing.T) {
	h := testHost()
	h.getwd = func() (string, error) { return "", errors.New("gone") }
	if _, err := parseBinding("/a:/b", h); err != nil {
		t.Errorf("an absolute path asked for the working directory: %v", err)
	}
	_, err := parseBinding("a:/b", h)
	const want = `binding "a:/b": "a" is relative and the working directory is not known (gone); write an absolute path`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// FuzzBinding wants back any two paths that were escaped as the manual tells,
// with any suffixes.
func FuzzBinding(f *testing.F) {
	f.Add("/a", "/b", byte(0))
	f.Add(`/a:b\`, `/c!:ro`, byte(7))
	f.Add("/ro", "/:optional", byte(3))
	f.Fuzz(func(t *testing.T, hostPath, guestPath string, suffixes byte) {
		// Tidying and the working directory are other tests' business.
		hostPath, guestPath = path.Clean("/"+hostPath), path.Clean("/"+guestPath)
		want := translate.Binding{
			Host: hostPath, Guest: guestPath,
			NoFollow: suffixes&1 != 0, ReadOnly: suffixes&2 != 0, Optional: suffixes&4 != 0,
		}
		spec := escape(hostPath) + ":" + escape(guestPath)
		for _, s := range []struct {
			on   bool
			text string
		}{{want.NoFollow, "!"}, {want.ReadOnly, ":ro"}, {want.Optional, ":optional"}} {
			if s.on {
				spec += s.text
			}
		}
		got, err := parseBinding(spec, testHost())
		if err != nil {
			t.Fatalf("%q: %v", spec, err)
		}
		if got != want {
			t.Fatalf("%q: %+v, want %+v", spec, got, want)
		}
	})
}

func escape(p string) string {
	return strings.NewReplacer(`\`, `\\`, `:`, `\:`, `!`, `\!`).Replace(p)
}
