package org.tassis.admin.frame;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/// Rows with commas: RFC 4180. A field that a spreadsheet would take for a formula is written with an
/// apostrophe before it.
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
}
