package org.tassis.webmail.mail;

import java.util.List;
import org.tassis.core.AccountId;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.store.MailStore;
import org.tassis.store.Remembered;
import org.tassis.store.StoreException;

/// One message of history, as the list shows it.
///
/// @param people from whom
record Removed(Remembered entry, String people, String subject) {
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
