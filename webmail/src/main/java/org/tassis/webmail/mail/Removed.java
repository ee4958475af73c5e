package org.tassis.webmail.mail;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.store.Departed;
import org.tassis.store.MailStore;
import org.tassis.store.Remembered;
import org.tassis.store.StoreException;

/// One message of history, as the list shows it.
///
/// @param people from whom
record Removed(Remembered entry, String people, String subject) {
    private static final Pattern KEY = Pattern.compile("([1-9][0-9]{0,17})\\.([1-9][0-9]{0,17})\\.([1-9][0-9]{0,9})");

    /// What a form calls it.
    public String key() {
        return entry.from().value() + "." + entry.modSeq() + "." + entry.uid();
    }

    /// What {@link #key} stands for; empty when it is none.
    static Optional<Departed> departed(String key) {
        Matcher parts = KEY.matcher(key);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long uid = Long.parseLong(parts.group(3));
        return uid > UidSet.MAX_UID
                ? Optional.empty()
                : Optional.of(new Departed(
                        new MailboxId(Long.parseLong(parts.group(1))), Long.parseLong(parts.group(2)), UidSet.of(uid)));
    }

    static Removed of(MailStore store, AccountId account, Remembered entry) {
        Envelope envelope;
        try {
            envelope = store.message(account, entry).structure().envelope();
        } catch (StoreException e) { // one that cannot be read does not hide the others
            return new Removed(entry, "", "");
        }
        List<String> names = People.of(envelope.from()).stream()
                .limit(3)
                .map(People.Person::brief)
                .toList();
        return new Removed(
                entry,
                String.join(", ", names),
                HeaderText.decode(envelope.subject().orElse("")).strip());
    }
}
