package report

import (
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// groupLimit returns the memory limit in bytes of the process's control groups, as set by
// a container or a systemd unit; 0 for no limit. tree is the machine's file system, from
// its root.
func groupLimit(tree fs.FS) (least int64) {
	groups, err := fs.ReadFile(tree, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(groups)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3) // number, controllers, path
		if len(fields) < 3 {
			continue
		}
		root, file := "sys/fs/cgroup", "memory.max" // version 2
		switch {
		case fields[1] == "":
		case strings.Contains(","+fields[1]+",", ",memory,"):
			root, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		// A container may see its own group as the root, but under the path that the host
		// uses.
		for group := path.Clean("/" + fields[2]); ; group = path.Dir(group) {
			text, err := fs.ReadFile(tree, path.Join(root, group, file))
			if limit, badErr := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && badErr == nil && limit > 0 {
				if least == 0 || limit < least {
					least = limit
				}
			}
			if group == "/" {
				break
			}
		}
	}
	return least
}
