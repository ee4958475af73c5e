package org.tassis.migration.file;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.PopIds;

/// Numbers by which POP3 programs know messages that were brought in, gathered and kept. One thread.
final class PopNumbers {
    private final MailStore store;
    private final PopIds ids;
    private final AccountId account;
    private final Map<MessageId, String> gathered = new HashMap<>();
    private final Map<MailboxName, Map<Long, String>> there = new HashMap<>();

    PopNumbers(MailStore store, PopIds ids, AccountId account) {
        this.store = store;
        this.ids = ids;
        this.account = account;
    }

    /// Of a message that was stored now.
    void stored(MessageId message, String id) {
        gathered.put(message, id);
    }

    /// Of a message that was there already.
    void known(MailboxName folder, long uid, String id) {
        there.computeIfAbsent(folder, _ -> new HashMap<>()).put(uid, id);
    }

    /// Keeps what was gathered; a message that has a number for POP3 already keeps that one.
    void keep() {
        there.forEach((folder, uids) -> {
            Optional<MailboxSnapshot> snapshot =
                    store.mailbox(account, folder).map(mailbox -> store.snapshot(mailbox.id()));
            uids.forEach((uid, id) -> snapshot.ifPresent(known -> {
                int index = known.indexOf(uid);
                if (index >= 0) {
                    gathered.put(known.id(index), id);
                }
            }));
        });
        if (!gathered.isEmpty()) {
            gathered.keySet().removeAll(ids.of(account).keySet());
            ids.keep(account, gathered);
        }
        gathered.clear();
        there.clear();
    }
}
