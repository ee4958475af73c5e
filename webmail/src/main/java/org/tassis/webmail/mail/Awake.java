package org.tassis.webmail.mail;

import java.util.List;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.store.MailboxSnapshot;

/// Messages that were snoozed and came back.
final class Awake {
    private Awake() {}

    /// The bit of the flags that says so in this mailbox; 0 when no message has it.
    static long bit(MailboxSnapshot snapshot) {
        List<String> keywords = snapshot.keywords();
        for (int i = 0; i < keywords.size(); i++) {
            if (keywords.get(i).equalsIgnoreCase(Snoozes.AWAKE)) {
                return 1L << (MailboxSnapshot.FIRST_KEYWORD_BIT + i);
            }
        }
        return 0;
    }

    /// Whether it came back and nobody has looked at it since.
    static boolean is(MailboxSnapshot snapshot, int index, boolean unread) {
        return unread && (snapshot.flagBits(index) & bit(snapshot)) != 0;
    }
}
