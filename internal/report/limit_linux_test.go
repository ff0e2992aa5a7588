package report

import (
	"testing"
	"testing/fstest"
)

func TestGroupLimit(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"no control groups", nil, 0},
		{"a container of version 2", map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "4294967296\n"}, 4 << 30},
		{"a unit of systemd in a slice with less", map[string]string{
			"proc/self/cgroup": "0::/system.slice/galena.service\n",
			"sys/fs/cgroup/system.slice/galena.service/memory.max":   "4294967296\n",
			"sys/fs/cgroup/system.slice/memory.max":                  "2147483648\n",
			"sys/fs/cgroup/system.slice/galena.service/memory.limit": "1\n",
		}, 2 << 30},
		{"without a limit", map[string]string{"proc/self/cgroup": "0::/user.slice\n", "sys/fs/cgroup/user.slice/memory.max": "max\n"}, 0},
		{"the host's path in a container", map[string]string{"proc/self/cgroup": "0::/kubepods/pod1/x\n", "sys/fs/cgroup/memory.max": "1073741824\n"}, 1 << 30},
		{"version 1", map[string]string{
			"proc/self/cgroup": "12:cpu,cpuacct:/docker/x\n5:memory:/docker/x\n0::/\n",
			"sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes": "536870912\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes":          "9223372036854771712\n",
		}, 512 << 20},
	}
	for _, test := range tests {
		tree := fstest.MapFS{}
		for name, text := range test.files {
			tree[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := groupLimit(tree); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}
