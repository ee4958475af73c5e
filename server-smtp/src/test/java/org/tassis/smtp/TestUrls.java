package org.tassis.smtp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tassis.directory.Account;

/// URLs that say themselves what they lead to: `imap://mx.example.org/head`, `body`, `bare`, `huge`, `empty`,
/// `broken`, `later`, `others`; all else there leads nowhere.
final class TestUrls implements MessageUrls {
    private static final String HERE = "imap://mx.example.org";

    @Override
    public List<String> servers() {
        return List.of(HERE);
    }

    @Override
    public Outcome open(String url, Account submitter) {
        if (!url.startsWith(HERE + "/")) {
            return Refused.NOT_TRUSTED;
        }
        return switch (url.substring(HERE.length() + 1)) {
            case "head" -> found("From: ann@example.org\r\nSubject: by URL\r\n\r\n");
            case "body" -> found("text\r\n.\r\nmore\r\n");
            case "bare" -> found("a\nb\r\n");
            case "huge" -> found("x".repeat(998).concat("\r\n").repeat(13_000));
            case "empty" -> found("");
            case "broken" -> new Found(new Broken(), 10);
            case "later" -> Refused.UNAVAILABLE;
            case "others" -> Refused.NOT_AUTHORIZED;
            default -> Refused.NOT_THERE;
        };
    }

    private static Found found(String text) {
        return new Found(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), text.length());
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("damaged");
        }
    }
}
