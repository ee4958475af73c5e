package org.tassis.mailflow.report.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/// Octets made smaller: RFC 1952.
public final class Zipped {
    private Zipped() {}

    public static byte[] gzip(byte[] octets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length / 4 + 100);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(octets);
        }
        return out.toByteArray();
    }
}
