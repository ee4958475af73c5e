package org.tassis.mailflow.report.told;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/// Opens what is packed by gzip or zip, known by its first octets, and reads no more than a bound.
final class Unpacking {
    static final int MOST = 20 << 20;

    private Unpacking() {}

    /// @throws IOException it is damaged, or empty
    static InputStream open(byte[] octets) throws IOException {
        InputStream in = new ByteArrayInputStream(octets);
        if (octets.length > 2 && (octets[0] & 0xff) == 0x1f && (octets[1] & 0xff) == 0x8b) {
            return new Bounded(new GZIPInputStream(in));
        }
        if (octets.length > 4 && octets[0] == 'P' && octets[1] == 'K') {
            ZipInputStream zip = new ZipInputStream(in);
            if (zip.getNextEntry() == null) {
                throw new IOException("a zip file with nothing in it");
            }
            return new Bounded(zip); // the first file alone
        }
        return new Bounded(in);
    }

    /// The first octet that is no white space and no byte order mark, without taking it away; -1 when there is none.
    static int first(PushbackInputStream in) throws IOException {
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            boolean mark = octet == 0xef || octet == 0xbb || octet == 0xbf;
            if (!mark && octet > ' ') {
                in.unread(octet);
                return octet;
            }
        }
        return -1;
    }

    private static final class Bounded extends FilterInputStream {
        private long left = MOST;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new IOException("more than " + MOST + " octets unpacked");
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return in.skip(0);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
