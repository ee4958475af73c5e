package org.tassis.mailflow.rules;

/// One thing that may hold of a message.
public sealed interface Condition {
    int MAX_VALUE = 200;

    /// Where a text is looked for.
    enum Field {
        FROM,
        /// To and Cc.
        RECIPIENT,
        SUBJECT,
        /// A field of the header by its name.
        HEADER,
        /// The mailing list that sent it.
        LIST,
        BODY
    }

    /// How a text is looked for; never with regard to case. `MATCHES` has `*` for anything and `?` for one
    /// character.
    enum How {
        CONTAINS,
        LACKS,
        IS,
        STARTS,
        MATCHES
    }

    /// @param header name of a field, for {@link Field#HEADER}; else empty
    /// @param how    in a body not `IS` nor `STARTS`
    /// @param value  1 to {@link #MAX_VALUE} characters, none of control
    record Text(Field field, String header, How how, String value) implements Condition {
        /// @throws IllegalArgumentException it is none
        public Text {
            boolean named = field == Field.HEADER ? RuleText.isHeader(header) : header.isEmpty();
            boolean fits = field != Field.BODY || how != How.IS && how != How.STARTS;
            if (!named || !fits || !RuleText.isLine(value, 1, MAX_VALUE)) {
                throw new IllegalArgumentException("this is no condition");
            }
        }
    }

    /// @param over      or under
    /// @param kilobytes 1 to 1,000,000
    record Size(boolean over, int kilobytes) implements Condition {
        /// @throws IllegalArgumentException out of range
        public Size {
            if (kilobytes < 1 || kilobytes > 1_000_000) {
                throw new IllegalArgumentException("a size is 1 to 1,000,000 kilobytes");
            }
        }
    }

    /// Whether it brings files.
    record Attachment(boolean has) implements Condition {}
}
