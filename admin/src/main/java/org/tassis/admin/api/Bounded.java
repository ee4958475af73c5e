package org.tassis.admin.api;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A request whose body ends with a failure where it gets too large.
final class Bounded extends HttpServletRequestWrapper {
    /// Of JSON, usually.
    static final int JSON = 256 << 10;

    /// Of a CSV file.
    static final int CSV = 32 << 20;

    /// Of a command with its standard input, in BASE64.
    static final int COMMAND = 88 << 20;

    private final long most;

    /// More came than is taken.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        private final long most;

        TooLarge(long most) {
            super("a body of more than " + most + " octets");
            this.most = most;
        }

        String sentence() {
            return "The body may have at most " + most + " octets.";
        }
    }

    Bounded(HttpServletRequest request, long most) {
        super(request);
        this.most = most;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Counted(super.getInputStream(), most);
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private static final class Counted extends ServletInputStream {
        private final ServletInputStream in;
        private final long most;
        private long read;

        Counted(ServletInputStream in, long most) {
            this.in = in;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int octet = in.read();
            if (octet >= 0) {
                count(1);
            }
            return octet;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            int count = in.read(octets, offset, length);
            if (count > 0) {
                count(count);
            }
            return count;
        }

        private void count(int more) throws TooLarge {
            read += more;
            if (read > most) {
                throw new TooLarge(most);
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
