package org.tassis.imap.command;

import java.util.List;
import java.util.Optional;

/// What FETCH can be asked for: RFC 9051 §6.4.5, RFC 3501 §6.4.5 (RFC822), RFC 3516 (BINARY), RFC 7162
/// (MODSEQ), RFC 8474 (EMAILID, THREADID), RFC 8514 (SAVEDATE), RFC 8970 (PREVIEW).
public sealed interface FetchItem {
    /// Items without parameters. The response uses {@link #label}.
    enum Simple implements FetchItem {
        FLAGS("FLAGS"),
        UID("UID"),
        MODSEQ("MODSEQ"),
        INTERNALDATE("INTERNALDATE"),
        RFC822_SIZE("RFC822.SIZE"),
        ENVELOPE("ENVELOPE"),
        /// Without extension data.
        BODY("BODY"),
        BODYSTRUCTURE("BODYSTRUCTURE"),
        RFC822("RFC822"),
        RFC822_HEADER("RFC822.HEADER"),
        RFC822_TEXT("RFC822.TEXT"),
        EMAILID("EMAILID"),
        THREADID("THREADID"),
        SAVEDATE("SAVEDATE");

        private final String label;

        Simple(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        @Override
        public boolean setsSeen() {
            return this == RFC822 || this == RFC822_TEXT;
        }
    }

    /// `BODY[section]<offset.count>`, `BODY.PEEK[...]`.
    record BodySection(Section section, Optional<Partial> partial, boolean peek) implements FetchItem {
        @Override
        public boolean setsSeen() {
            return !peek;
        }
    }

    /// `BINARY[part]<offset.count>`, `BINARY.PEEK[...]`: decoded. The part is empty for the whole message.
    record Binary(List<Integer> part, Optional<Partial> partial, boolean peek) implements FetchItem {
        public Binary {
            part = List.copyOf(part);
        }

        @Override
        public boolean setsSeen() {
            return !peek;
        }
    }

    /// `BINARY.SIZE[part]`.
    record BinarySize(List<Integer> part) implements FetchItem {
        public BinarySize {
            part = List.copyOf(part);
        }
    }

    /// `PREVIEW`, `PREVIEW (LAZY)`.
    record Preview(boolean lazy) implements FetchItem {}

    /// `<offset.count>`: RFC 9051 §6.4.5.
    ///
    /// @param count at least 1
    record Partial(long offset, long count) {}

    /// What is between the brackets.
    ///
    /// @param part   part numbers from the outside in, at most {@link #MAX_DEPTH}; empty for the message
    ///     itself
    /// @param fields for HEADER_FIELDS and HEADER_FIELDS_NOT, as the client wrote them; at least one
    record Section(List<Integer> part, What what, List<String> fields) {
        public static final int MAX_DEPTH = 50;

        /// `BODY[]`.
        public static final Section WHOLE = new Section(List.of(), What.CONTENT, List.of());

        /// Which octets of the part.
        public enum What {
            /// Everything; of a part other than the message itself: its body.
            CONTENT,
            HEADER,
            HEADER_FIELDS,
            HEADER_FIELDS_NOT,
            TEXT,
            /// Only with a part.
            MIME
        }

        /// What stands between brackets, as in `1.2.MIME`.
        ///
        /// @throws org.tassis.imap.wire.ImapSyntaxException it is no section
        public static Section of(String text) {
            return FetchParser.section(text);
        }

        public Section {
            part = List.copyOf(part);
            fields = List.copyOf(fields);
        }
    }

    /// Whether fetching it marks the message as `\Seen`.
    default boolean setsSeen() {
        return false;
    }
}
