package io.slipway.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a testee printed, a list of lines. */
record Log(List<String> lines) {

    /** @param line from 1 on */
    record Difference(int line, String expected, String found) {

        @Override
        public String toString() {
            return "line " + line + "\n    expected: " + expected + "\n    found:    " + found;
        }
    }

    private static final String NOTHING = "(nothing)";

    /** Where this log differs from what it should be, line by line. */
    List<Difference> differences(Log expected) {
        List<Difference> found = new ArrayList<>();
        for (int i = 0; i < Math.max(lines.size(), expected.lines.size()); i++) {
            String should = i < expected.lines.size() ? expected.lines.get(i) : NOTHING;
            String is = i < lines.size() ? lines.get(i) : NOTHING;
            if (!should.equals(is)) {
                found.add(new Difference(i + 1, should, is));
            }
        }
        return found;
    }

    /** How often each kind of answer occurs: {@code ok}, {@code value}, {@code absent}, {@code error 1001} ... */
    Map<String, Integer> answers() {
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", 4);
            if (words.length > 1 && !words[0].equals("#")) {
                String kind = words[1].equals("error") ? "error " + words[2] : words[1];
                counts.merge(kind, 1, Integer::sum);
            }
        }
        return counts;
    }
}
