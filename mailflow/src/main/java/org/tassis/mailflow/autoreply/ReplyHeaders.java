package org.tassis.mailflow.autoreply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.message.AddressList;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;

/// The header fields of a message that say whether and how a machine may answer it. Immutable.
public final class ReplyHeaders {
    /// Octets of a header section that are looked at. What stands behind them speaks neither for nor against
    /// a reply; nobody who expects one writes so much.
    private static final int MAX_HEADER = 256 * 1024;

    private static final int MAX_FIELDS = 5000;
    private static final int MAX_VALUE = 64 * 1024;
    private static final int MAX_RECIPIENTS = 2000;
    private static final List<String> RECIPIENTS = List.of("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc");

    private final Map<String, List<String>> values = new HashMap<>(); // octets as Latin-1

    private ReplyHeaders(byte[] header) {
        HeaderFields fields = new HeaderFields(header);
        for (int i = 0; i < MAX_FIELDS && fields.next(); i++) {
            String name = fields.name().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && name.length() <= 100) {
                values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(fields.value(MAX_VALUE));
            }
        }
    }

    /// @throws IOException the content cannot be read
    public static ReplyHeaders of(MessageContent content) throws IOException {
        try (InputStream in = content.open()) {
            long length = Math.min(content.structure().root().bodyStart(), MAX_HEADER);
            return new ReplyHeaders(in.readNBytes((int) length));
        }
    }

    /// @param header a header section
    public static ReplyHeaders of(String header) {
        return new ReplyHeaders(header.getBytes(StandardCharsets.UTF_8));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /// In lower case, octets as Latin-1.
    List<String> words(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    /// Octets as Latin-1.
    Optional<String> first(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getFirst);
    }

    /// Everybody whom the message names as a recipient.
    Set<EmailAddress> recipients() {
        Set<EmailAddress> found = new HashSet<>();
        for (String name : RECIPIENTS) {
            for (String value : values.getOrDefault(name, List.of())) {
                for (Envelope.Mailbox mailbox : AddressList.parse(value, MAX_RECIPIENTS)) {
                    address(mailbox).ifPresent(found::add);
                    if (found.size() >= MAX_RECIPIENTS) {
                        return found;
                    }
                }
            }
        }
        return found;
    }

    private static Optional<EmailAddress> address(Envelope.Mailbox mailbox) {
        String local = utf8(mailbox.local().orElse(""));
        String host = utf8(mailbox.host().orElse(""));
        return EmailAddress.of(local, host)
                .or(() -> EmailAddress.of('"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"', host));
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
