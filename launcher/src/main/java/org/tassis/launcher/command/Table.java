package org.tassis.launcher.command;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Columns as wide as what the first rows need, so that any number of rows can be printed as they come.
final class Table {
    private final PrintWriter out;
    private final List<String> header;
    private int @Nullable [] widths;

    Table(PrintWriter out, String... header) {
        this.out = out;
        this.header = List.of(header);
    }

    void print(List<List<String>> rows) {
        if (widths == null) {
            widths = new int[header.size()];
            measure(header, widths);
            rows.forEach(row -> measure(row, widths));
            line(header, widths);
        }
        for (List<String> row : rows) {
            line(row, widths);
        }
    }

    private static void measure(List<String> row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], width(row.get(i)));
        }
    }

    private void line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            line.append(cell);
            if (i < row.size() - 1) {
                line.repeat(' ', Math.max(0, widths[i] - width(cell)) + 2);
            }
        }
        out.println(line.toString().stripTrailing());
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
