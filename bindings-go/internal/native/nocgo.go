//go:build !cgo && linux && (amd64 || arm64)

package native

// Slipway's logic is reached through C: there is nothing that could be built without. The name below is what the compiler prints.
var _ = slipway_needs_cgo__set_CGO_ENABLED_1_and_install_a_C_compiler
