package org.tassis.launcher.command;

import java.io.PrintWriter;
import java.util.Iterator;
import tools.jackson.databind.json.JsonMapper;

/// What `--json` prints: one value, or an array written as it is read.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static void print(PrintWriter out, Object value) {
        out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }

    static void printAll(PrintWriter out, Iterator<?> values) {
        out.print("[");
        String before = "\n";
        while (values.hasNext()) {
            out.print(before + "  " + MAPPER.writeValueAsString(values.next()));
            before = ",\n";
        }
        out.println(before.equals("\n") ? "]" : "\n]");
    }
}
