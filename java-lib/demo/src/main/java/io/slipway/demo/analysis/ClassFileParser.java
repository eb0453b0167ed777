package io.slipway.demo.analysis;

import io.slipway.demo.v1.ClassFacts;
import io.slipway.demo.v1.ConstantCount;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a class file's constant pool and the counts of its members (JVMS 17, chapter 4); skips all code. One instance
 * reads one file.
 */
final class ClassFileParser {
    /** A file that begins like a class file and then breaks the format. */
    static final class MalformedClassException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedClassException(String message) {
            super(message);
        }
    }

    private static final int TAG_UTF8 = 1;
    private static final int TAG_CLASS = 7;
    private static final int TAG_MAX = 20;

    private final ByteBuffer in;
    private final StringCollector strings;
    private final ClassFacts.Builder facts = ClassFacts.newBuilder();
    private String[] utf8 = {};
    private int[] classNameIndex = {};

    private ClassFileParser(ByteBuffer content, StringCollector strings) {
        this.in = content.slice();
        this.strings = strings;
    }

    /**
     * Parses one class file and notes its UTF-8 constants.
     *
     * @throws MalformedClassException if the bytes end early or refer to constants that are not there
     */
    static ClassFacts parse(ByteBuffer content, StringCollector strings) throws MalformedClassException {
        ClassFileParser parser = new ClassFileParser(content, strings);
        try {
            return parser.parse();
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MalformedClassException("class file ends early, at byte " + parser.in.position());
        }
    }

    private ClassFacts parse() throws MalformedClassException {
        in.position(4);
        facts.setMinorVersion(u2()).setMajorVersion(u2());
        readConstantPool();
        facts.setAccessFlags(u2());
        String name = className(u2());
        facts.setName(name);
        int superClass = u2();
        facts.setSuperName(superClass == 0 ? "" : className(superClass));
        int interfaces = u2();
        for (int i = 0; i < interfaces; i++) {
            facts.addInterfaces(className(u2()));
        }
        facts.setFieldCount(skipMembers());
        facts.setMethodCount(skipMembers());
        facts.addAllImports(imports(name));
        return facts.build();
    }

    private void readConstantPool() throws MalformedClassException {
        int size = u2();
        utf8 = new String[size];
        classNameIndex = new int[size];
        int[] countByTag = new int[TAG_MAX + 1];
        for (int index = 1; index < size; index++) {
            int tag = in.get() & 0xFF;
            if (tag > TAG_MAX) {
                throw new MalformedClassException("constant " + index + " has unknown tag " + tag);
            }
            countByTag[tag]++;
            index += readConstant(tag, index);
        }
        for (int tag = 0; tag <= TAG_MAX; tag++) {
            if (countByTag[tag] > 0) {
                facts.addConstants(ConstantCount.newBuilder().setTag(tag).setCount(countByTag[tag]));
            }
        }
    }

    /** Reads one constant and returns how many further slots it takes: long and double take one. */
    private int readConstant(int tag, int index) throws MalformedClassException {
        return switch (tag) {
            case TAG_UTF8 -> {
                utf8[index] = modifiedUtf8(u2());
                strings.add(utf8[index]);
                yield 0;
            }
            case TAG_CLASS -> {
                classNameIndex[index] = u2();
                yield 0;
            }
            case 8, 16, 19, 20 -> skip(2);
            case 15 -> skip(3);
            case 3, 4, 9, 10, 11, 12, 17, 18 -> skip(4);
            case 5, 6 -> skip(8) + 1;
            default -> throw new MalformedClassException("constant " + index + " has unknown tag " + tag);
        };
    }

    private String modifiedUtf8(int length) throws MalformedClassException {
        byte[] bytes = new byte[length + 2];
        bytes[0] = (byte) (length >>> 8);
        bytes[1] = (byte) length;
        in.get(bytes, 2, length);
        try {
            return replaceLoneSurrogates(new DataInputStream(new ByteArrayInputStream(bytes)).readUTF());
        } catch (UTFDataFormatException e) {
            throw new MalformedClassException("a constant is not modified UTF-8: " + e.getMessage());
        } catch (IOException e) {
            throw new AssertionError("an array cannot fail to be read", e);
        }
    }

    /** Class files may hold lone surrogates (tables of character data do); protobuf strings must not. */
    private static String replaceLoneSurrogates(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder replaced = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(replaced::appendCodePoint);
        return replaced.toString();
    }

    private int skipMembers() {
        int members = u2();
        for (int i = 0; i < members; i++) {
            skip(6);
            int attributes = u2();
            for (int j = 0; j < attributes; j++) {
                skip(2);
                skip(in.getInt());
            }
        }
        return members;
    }

    private Set<String> imports(String self) throws MalformedClassException {
        Set<String> imports = new TreeSet<>();
        for (int index = 1; index < classNameIndex.length; index++) {
            if (classNameIndex[index] != 0) {
                String name = className(index);
                if (!name.startsWith("[") && !name.equals(self)) {
                    imports.add(name);
                }
            }
        }
        return imports;
    }

    private String className(int index) throws MalformedClassException {
        String name = utf8[classNameIndex[index]];
        if (name == null) {
            throw new MalformedClassException("constant " + index + " does not name a class");
        }
        return name;
    }

    private int u2() {
        return in.getShort() & 0xFFFF;
    }

    private int skip(int bytes) {
        in.position(in.position() + bytes);
        return 0;
    }
}
