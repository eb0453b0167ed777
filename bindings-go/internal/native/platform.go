//go:build !(linux && (amd64 || arm64))

package native

// The rings are little-endian and the library is built for these. The name below is what the compiler prints.
var _ = slipway_runs_on_linux_with_glibc_on_amd64_and_arm64_alone
