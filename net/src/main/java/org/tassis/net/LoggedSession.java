package org.tassis.net;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One session's part in the protocol log. Used by the session's thread alone.
final class LoggedSession {
    private static final int LINE_AT_MOST = 200;
    private static final int LINES_AT_MOST = 20;

    /// Commands whose line itself carries a password or may do so: `PASS`, `AUTH PLAIN`, `a1 LOGIN`, `a1
    /// AUTHENTICATE PLAIN`. An engine can ask for masking only when it has read such a line.
    private static final Pattern SECRET = Pattern.compile(
            "^ *(?:[^ ]+ +)?(?:PASS|LOGIN|AUTH(?:ENTICATE)?(?: +(?:PLAIN|LOGIN|CRAM-MD5|XOAUTH2|OAUTHBEARER))?)(?= |$)",
            Pattern.CASE_INSENSITIVE);

    private final ProtocolLog log;
    private final String id;
    private final String protocol;
    private final InetAddress remote;
    private @Nullable String login;
    private int generation = -1;
    private boolean on;
    private boolean masked;
    private boolean spoken;

    /// Switched on behind the beginning of something: what is sent before the next command may be of a
    /// message.
    private boolean midway;

    private boolean isContent;
    private long content; // octets of messages that were sent and not yet told

    LoggedSession(ProtocolLog log, String id, String protocol, InetAddress remote) {
        this.log = log;
        this.id = id;
        this.protocol = protocol;
        this.remote = remote;
    }

    void authenticated(String name) {
        login = name;
        generation = -1;
    }

    void mask(boolean secret) {
        masked = secret;
    }

    /// Of messages, from now on or no longer.
    void content(boolean message) {
        if (!message && content > 0 && isOn() && !midway) {
            log.line(id, ProtocolLog.Direction.SENT, "[" + content + " octets]");
        }
        content = 0;
        isContent = message;
    }

    void receivedLine(byte[] line) {
        boolean wanted = isOn();
        midway = false;
        if (wanted) {
            log.line(id, ProtocolLog.Direction.RECEIVED, masked ? "***" : withoutSecret(line));
        }
    }

    void receivedOctets(int count) {
        if (isOn()) {
            log.line(id, ProtocolLog.Direction.RECEIVED, masked ? "***" : "[" + count + " octets]");
        }
    }

    void sentFile(long count) {
        if (isContent) {
            content += count;
        } else if (isOn() && !midway) {
            log.line(id, ProtocolLog.Direction.SENT, "[" + count + " octets of a file]");
        }
    }

    void sent(ByteBuf octets, int start) {
        boolean wanted = isOn() && !midway;
        int from = start;
        int end = octets.writerIndex();
        if (isContent) {
            content += end - from;
            return;
        }
        if (!wanted) {
            return;
        }
        for (int lines = 0; from < end; lines++) {
            if (lines == LINES_AT_MOST) {
                log.line(id, ProtocolLog.Direction.SENT, "[" + (end - from) + " octets more]");
                return;
            }
            int lf = octets.indexOf(from, end, (byte) '\n');
            int next = lf < 0 ? end : lf + 1;
            int length = lf > from && octets.getByte(lf - 1) == '\r' ? lf - 1 - from : (lf < 0 ? end : lf) - from;
            var text = octets.toString(from, Math.min(length, LINE_AT_MOST), StandardCharsets.ISO_8859_1);
            log.line(id, ProtocolLog.Direction.SENT, printable(text, length));
            from = next;
        }
    }

    boolean isOn() {
        int now = log.generation();
        if (now != generation) {
            generation = now;
            var subject = new ProtocolLog.Subject(protocol, remote, Optional.ofNullable(login));
            boolean was = on;
            on = log.wants(subject);
            midway |= on && !was && spoken;
            if (on) {
                log.subject(id, subject);
            }
        }
        spoken = true;
        return on;
    }

    private static String withoutSecret(byte[] line) {
        var text = new String(line, 0, Math.min(line.length, LINE_AT_MOST), StandardCharsets.ISO_8859_1);
        var command = SECRET.matcher(text);
        if (!command.find() || command.end() == text.length()) {
            return printable(text, line.length);
        }
        return printable(command.group(), command.end()) + " ***";
    }

    /// No control character reaches a log, where it could pretend to be another line.
    static String printable(String text, int length) {
        var line = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(c < ' ' || c >= 0x7f && c < 0xa0 ? '.' : c);
        }
        if (length > text.length()) {
            line.append(" [").append(length - text.length()).append(" octets more]");
        }
        return line.toString();
    }
}
