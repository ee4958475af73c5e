package org.tassis.message;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The message-ids by which messages refer to each other (RFC 5256 §3, RFC 5322 §3.6.4), each as a hash of
/// 64 bits: cryptographic, so that nobody makes two of them equal on purpose; 0 is none.
public final class MessageIds {
    /// Of a longer chain the first and the last are looked at: hostile mail has thousands.
    public static final int MOST = 64;

    private static final long[] NONE = {};

    private MessageIds() {}

    /// The message's own.
    ///
    /// @param messageId the Message-ID field
    /// @return 0 when there is none that is valid
    public static long own(Optional<String> messageId) {
        long[] first = all(messageId.orElse(""), 1);
        return first.length == 0 ? 0 : first[0];
    }

    /// The messages that came before it in its conversation, oldest first: of References, else the first of
    /// In-Reply-To.
    ///
    /// @param header the header section of the message
    public static long[] before(byte[] header) {
        @Nullable String references = null;
        @Nullable String inReplyTo = null;
        var fields = new HeaderFields(header);
        while (fields.next()) {
            if (references == null && fields.isNamed("References")) {
                references = fields.value(MAX_FIELD);
            } else if (inReplyTo == null && fields.isNamed("In-Reply-To")) {
                inReplyTo = fields.value(MAX_FIELD);
            }
        }
        long[] ids = references == null ? NONE : all(references, MAX_IDS);
        if (ids.length > MOST) {
            long[] ends = Arrays.copyOfRange(ids, ids.length - MOST, ids.length);
            ends[0] = ids[0];
            return ends;
        }
        return ids.length > 0 || inReplyTo == null ? ids : all(inReplyTo, 1);
    }

    private static final int MAX_FIELD = 64 * 1024;
    private static final int MAX_IDS = 2000;
    private static final int MAX_ID = 998;

    private static long[] all(String value, int most) {
        long[] ids = NONE;
        int count = 0;
        int at = 0;
        while (count < most) {
            int open = value.indexOf('<', at);
            int close = open < 0 ? -1 : value.indexOf('>', open);
            if (close < 0) {
                break;
            }
            at = close + 1;
            String id = value.substring(open + 1, close);
            int at2 = id.lastIndexOf('@');
            if (at2 > 0 && at2 < id.length() - 1 && id.length() <= MAX_ID) {
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, Math.max(4, 2 * count));
                }
                ids[count++] = ThreadKey.of('<' + normal(id, at2) + '>');
            }
        }
        return Arrays.copyOf(ids, count);
    }

    /// Without quotes and backslashes that change nothing: `"a\b"@c` is `ab@c`. RFC 5256 §3, on normalising.
    private static String normal(String id, int at) {
        if (id.charAt(0) != '"' || at < 2 || id.charAt(at - 1) != '"') {
            return id;
        }
        var local = new StringBuilder(at);
        for (int i = 1; i < at - 1; i++) {
            if (id.charAt(i) == '\\' && i + 1 < at - 1) {
                i++;
            }
            local.append(id.charAt(i));
        }
        return local.append(id, at, id.length()).toString();
    }
}
