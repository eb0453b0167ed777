// Command gencode writes, or checks, the Go code of the messages of the envelope and of the demo.
//
// It is given the descriptors that protoc wrote of their files, with source information. The generator is the one of the
// google.golang.org/protobuf that go.mod names, so the code and the runtime beneath it are of one version.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"google.golang.org/protobuf/cmd/protoc-gen-go/internal_gengo"
	"google.golang.org/protobuf/compiler/protogen"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

const modulePath = "slipway.io/go"

func main() {
	write := flag.Bool("write", false, "write the files instead of comparing them")
	flag.Parse()
	if err := run(flag.Arg(0), *write); err != nil {
		fmt.Fprintln(os.Stderr, "gencode:", err)
		os.Exit(1)
	}
}

func run(descriptors string, write bool) error {
	files, err := generate(descriptors)
	if err != nil {
		return err
	}
	for name, content := range files {
		if write {
			err = os.WriteFile(name, content, 0o644)
		} else {
			err = compare(name, content)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// generate answers the files by their paths from the module's folder.
func generate(descriptors string) (map[string][]byte, error) {
	encoded, err := os.ReadFile(descriptors)
	if err != nil {
		return nil, err
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(encoded, &set); err != nil {
		return nil, fmt.Errorf("%s: %w", descriptors, err)
	}
	request := &pluginpb.CodeGeneratorRequest{ProtoFile: set.File, Parameter: proto.String("module=" + modulePath)}
	for _, file := range set.File {
		request.FileToGenerate = append(request.FileToGenerate, file.GetName())
	}
	plugin, err := protogen.Options{}.New(request)
	if err != nil {
		return nil, err
	}
	for _, file := range plugin.Files {
		internal_gengo.GenerateFile(plugin, file)
	}
	response := plugin.Response()
	if response.Error != nil {
		return nil, fmt.Errorf("%s", response.GetError())
	}
	files := make(map[string][]byte)
	for _, file := range response.File {
		files[filepath.FromSlash(file.GetName())] = []byte(file.GetContent())
	}
	return files, nil
}

func compare(name string, content []byte) error {
	committed, err := os.ReadFile(name)
	if err == nil && !bytes.Equal(committed, content) {
		err = fmt.Errorf("%s is not what schemas/proto makes; run `go run ./internal/gencode -write DESCRIPTORS`", name)
	}
	return err
}
