package io.slipway.kv.catalogue;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code schemas/proto/slipway/v1/error.proto} says: categories and codes in the order of the file. */
record ErrorCatalogue(List<Category> categories, List<Code> codes) {

    private static final String FILE = "slipway/v1/error.proto";

    /** @param comment the sentence above the value */
    record Category(String name, String comment) {}

    /** @param comment the sentence above the value */
    record Code(String name, int number, String comment, String category, boolean retryable, boolean maybeApplied) {}

    /** Reads a {@code FileDescriptorSet} with imports and source info. */
    static ErrorCatalogue read(InputStream descriptors) throws IOException, DescriptorValidationException {
        FileDescriptor file = link(FileDescriptorSet.parseFrom(descriptors));
        List<Category> categories = new ArrayList<>();
        for (EnumValueDescriptor value : values(file, "ErrorCategory")) {
            categories.add(new Category(value.getName(), comment(file, value)));
        }
        List<Code> codes = new ArrayList<>();
        for (EnumValueDescriptor value : values(file, "ErrorCode")) {
            codes.add(code(file, value));
        }
        return new ErrorCatalogue(List.copyOf(categories), List.copyOf(codes));
    }

    private static Code code(FileDescriptor file, EnumValueDescriptor value) throws IOException {
        Descriptor type = file.findMessageTypeByName("ErrorTraits");
        Message traits = DynamicMessage.parseFrom(type, option(value, file.findExtensionByName("traits")));
        return new Code(
                value.getName(),
                value.getNumber(),
                comment(file, value),
                ((EnumValueDescriptor) traits.getField(type.findFieldByName("category"))).getName(),
                (boolean) traits.getField(type.findFieldByName("retryable")),
                (boolean) traits.getField(type.findFieldByName("maybe_applied")));
    }

    /** The packed option: protobuf keeps one that it does not know among the unknown fields. */
    private static ByteString option(EnumValueDescriptor value, FieldDescriptor option) {
        return ByteString.copyFrom(value.getOptions()
                .getUnknownFields()
                .getField(option.getNumber())
                .getLengthDelimitedList());
    }

    /** All values of an enum but the first, which proto3 wants and nobody uses. */
    private static List<EnumValueDescriptor> values(FileDescriptor file, String type) {
        EnumDescriptor values = file.findEnumTypeByName(type);
        return values.getValues().subList(1, values.getValues().size());
    }

    private static String comment(FileDescriptor file, EnumValueDescriptor value) {
        List<Integer> path = List.of(
                FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, value.getType().getIndex(), 2, value.getIndex());
        return file.toProto().getSourceCodeInfo().getLocationList().stream()
                .filter(location -> location.getPathList().equals(path))
                .map(location -> location.getLeadingComments().strip())
                .findFirst()
                .orElseThrow();
    }

    private static FileDescriptor link(FileDescriptorSet set) throws DescriptorValidationException {
        Map<String, FileDescriptor> linked = new HashMap<>();
        for (FileDescriptorProto file : set.getFileList()) {
            FileDescriptor[] imports =
                    file.getDependencyList().stream().map(linked::get).toArray(FileDescriptor[]::new);
            linked.put(file.getName(), FileDescriptor.buildFrom(file, imports));
        }
        return linked.get(FILE);
    }
}
