package io.slipway.demo.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.demo.v1.FileKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagicBytesTest {
    @ParameterizedTest
    @CsvSource({
        "CAFEBABE0000003D, FILE_KIND_CLASS",
        "CAFEBABE00000002, FILE_KIND_MACH_O",
        "CFFAEDFE07000001, FILE_KIND_MACH_O",
        "504B030414000000, FILE_KIND_ZIP",
        "504B050600000000, FILE_KIND_ZIP",
        "4A4D010000000000, FILE_KIND_JMOD",
        "DADAFECA00000100, FILE_KIND_JIMAGE",
        "7F454C4602010100, FILE_KIND_ELF",
        "4D5A900003000000, FILE_KIND_PE",
        "89504E470D0A1A0A, FILE_KIND_PNG",
        "474946383961FF00, FILE_KIND_GIF",
        "FFD8FFE000104A46, FILE_KIND_JPEG",
        "1F8B080000000000, FILE_KIND_GZIP",
        "ACED000573720000, FILE_KIND_JAVA_SERIALIZED",
        "0001020304050607, FILE_KIND_UNKNOWN",
        "CAFE, FILE_KIND_TEXT",
    })
    void should_tell_binary_kinds_by_their_signature(String hex, FileKind kind) {
        assertThat(MagicBytes.kindOf(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Manifest-Version: 1.0' | FILE_KIND_MANIFEST",
                "'<?xml version=\"1.0\"?><a/>' | FILE_KIND_XML",
                "'<!DOCTYPE HTML><html>' | FILE_KIND_HTML",
                "'<html lang=\"en\">' | FILE_KIND_HTML",
                "'# comment\nkey.name = value' | FILE_KIND_PROPERTIES",
                "'# comment only' | FILE_KIND_TEXT",
                "'The quick = brown fox' | FILE_KIND_TEXT",
            })
    void should_tell_text_kinds_by_their_shape(String text, FileKind kind) {
        assertThat(MagicBytes.kindOf(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(kind);
    }

    @Test
    void should_call_no_bytes_empty() {
        assertThat(MagicBytes.kindOf(ByteBuffer.allocate(0))).isEqualTo(FileKind.FILE_KIND_EMPTY);
    }

    @Test
    void should_look_only_between_position_and_limit() {
        ByteBuffer content = ByteBuffer.wrap(HexFormat.of().parseHex("0000474946383961"));
        content.position(2);

        assertThat(MagicBytes.kindOf(content)).isEqualTo(FileKind.FILE_KIND_GIF);
        assertThat(content.position()).isEqualTo(2);
    }
}
