package org.tassis.admin.frame;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/// Rows with commas: RFC 4180. A field that a spreadsheet would take for a formula is written with an
/// apostrophe before it, which is taken away when it is read.
public record Csv(Writer out) {
    private static final String FORMULA = "=+-@\t\r";

    public void row(List<String> fields) throws IOException {
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            String field = fields.get(i);
            String safe = !field.isEmpty() && FORMULA.indexOf(field.charAt(0)) >= 0 ? "'" + field : field;
            out.write('"');
            out.write(safe.replace("\"", "\"\""));
            out.write('"');
        }
        out.write("\r\n");
    }

    /// One row that is not empty.
    ///
    /// @param line on which it begins, the first being 1
    public record Row(int line, List<String> fields) {
        public Row {
            fields = List.copyOf(fields);
        }
    }

    /// Commas or semicolons stand between fields, whichever the first line has more of. A quote that is not
    /// closed ends with the text.
    ///
    /// @param most rows that are read; what is behind them is passed over
    public static List<Row> read(String text, int most) {
        String first = text.lines().findFirst().orElse("");
        char between = first.chars().filter(c -> c == ';').count()
                        > first.chars().filter(c -> c == ',').count()
                ? ';'
                : ',';
        List<Row> rows = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int line = 1;
        int begun = 1;
        for (int i = 0; i <= text.length() && rows.size() < most; i++) {
            char c = i < text.length() ? text.charAt(i) : '\n';
            if (quoted && i < text.length()) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append(c);
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    field.append(c);
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (c == between || c == '\n') {
                fields.add(plain(field.toString()));
                field.setLength(0);
                if (c == '\n') {
                    if (fields.stream().anyMatch(one -> !one.isEmpty())) {
                        rows.add(new Row(begun, fields));
                    }
                    fields = new ArrayList<>();
                    begun = line + 1;
                }
            } else if (c != '\r') {
                field.append(c);
            }
            if (c == '\n') {
                line++;
            }
        }
        return rows;
    }

    private static String plain(String field) {
        String text = field.strip();
        return text.length() > 1 && text.charAt(0) == '\'' && FORMULA.indexOf(text.charAt(1)) >= 0
                ? text.substring(1)
                : text;
    }
}
