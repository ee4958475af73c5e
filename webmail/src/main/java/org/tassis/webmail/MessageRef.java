package org.tassis.webmail;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.MailboxId;

/// Names a stored message in the address of a page: its mailbox and UID, `12-345`. Anybody can write one: whose it is
/// is asked each time ({@link OwnMail}).
///
/// @param uid 1 to 2^32-1
public record MessageRef(MailboxId mailbox, long uid) {
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,17})-([1-9][0-9]{0,9})");

    public static Optional<MessageRef> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(
                        new MessageRef(new MailboxId(Long.parseLong(parts.group(1))), Long.parseLong(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return mailbox.value() + "-" + uid;
    }
}
