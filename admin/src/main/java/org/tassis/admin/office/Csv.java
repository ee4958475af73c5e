package org.tassis.admin.office;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/// Rows with commas: RFC 4180. A field that a spreadsheet would take for a formula begins with an apostrophe.
record Csv(Writer out) {
    void row(List<String> fields) throws IOException {
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            String field = fields.get(i);
            String safe = !field.isEmpty() && "=+-@\t\r".indexOf(field.charAt(0)) >= 0 ? "'" + field : field;
            out.write('"');
            out.write(safe.replace("\"", "\"\""));
            out.write('"');
        }
        out.write("\r\n");
    }
}
