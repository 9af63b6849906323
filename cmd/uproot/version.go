package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the release that this tree is or leads to.
const version = "0.1.0"

// versionText is what --version prints.
func versionText() string {
	built := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		built = revision(info.Settings)
	}
	return fmt.Sprintf("uproot %s (%s/%s, %s%s)\nLicensed under the Apache License, version 2.0.\n",
		version, runtime.GOOS, runtime.GOARCH, runtime.Version(), built)
}

// revision names the commit that a build was made from, if the build knows.
func revision(settings []debug.BuildSetting) string {
	commit, changed := "", ""
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			commit = ", commit " + s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + changed
}
