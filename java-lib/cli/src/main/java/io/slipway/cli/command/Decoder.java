package io.slipway.cli.command;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Shows packed protobuf values as JSON, by a descriptor set ({@code protoc --include_imports --descriptor_set_out}). */
final class Decoder {

    private final Descriptor message;
    private final JsonFormat.Printer printer;

    private Decoder(Descriptor message, JsonFormat.TypeRegistry types) {
        this.message = message;
        this.printer = JsonFormat.printer().usingTypeRegistry(types).preservingProtoFieldNames();
    }

    /** @throws KvException CONFIG if the file is no complete descriptor set or has no such message */
    static Decoder of(Path file, String name) {
        Map<String, FileDescriptor> built = new HashMap<>();
        Map<String, FileDescriptorProto> given = new HashMap<>();
        try {
            FileDescriptorSet.parseFrom(Files.readAllBytes(file))
                    .getFileList()
                    .forEach(proto -> given.put(proto.getName(), proto));
            for (String proto : given.keySet()) {
                build(file, proto, given, built);
            }
        } catch (IOException | DescriptorValidationException e) {
            throw KvException.of(
                    KvErrorCode.CONFIG,
                    file + " is no descriptor set (make it with protoc --include_imports --descriptor_set_out): "
                            + e.getMessage(),
                    e);
        }
        JsonFormat.TypeRegistry.Builder types = JsonFormat.TypeRegistry.newBuilder();
        built.values().forEach(descriptor -> types.add(descriptor.getMessageTypes()));
        JsonFormat.TypeRegistry registry = types.build();
        Descriptor found = registry.find(name);
        if (found == null) {
            throw KvException.of(KvErrorCode.CONFIG, file + " has no message '" + name + "'");
        }
        return new Decoder(found, registry);
    }

    private static FileDescriptor build(
            Path file, String name, Map<String, FileDescriptorProto> given, Map<String, FileDescriptor> built)
            throws DescriptorValidationException {
        FileDescriptor known = built.get(name);
        if (known != null) {
            return known;
        }
        FileDescriptorProto proto = given.get(name);
        if (proto == null) {
            throw KvException.of(
                    KvErrorCode.CONFIG, file + " lacks " + name + ": make it with protoc --include_imports");
        }
        FileDescriptor[] imports = new FileDescriptor[proto.getDependencyCount()];
        for (int i = 0; i < imports.length; i++) {
            imports[i] = build(file, proto.getDependency(i), given, built);
        }
        FileDescriptor descriptor = FileDescriptor.buildFrom(proto, imports);
        built.put(name, descriptor);
        return descriptor;
    }

    /** @throws KvException VALUE_NOT_PARSEABLE if the bytes are no such message */
    String json(ByteString value) {
        try {
            return printer.print(DynamicMessage.parseFrom(message, value));
        } catch (InvalidProtocolBufferException e) {
            throw KvException.of(
                    KvErrorCode.VALUE_NOT_PARSEABLE,
                    "the value is no " + message.getFullName() + " (" + e.getMessage() + "); see its bytes with --raw",
                    e);
        }
    }
}
