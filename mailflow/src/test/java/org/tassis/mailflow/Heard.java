package org.tassis.mailflow;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.store.MailStore;
import org.tassis.store.Subscription;

/// The feed hands out changes a moment after they were made: waits until all that were made so far have
/// been heard.
public final class Heard {
    private static final AccountId NOBODY = new AccountId(99);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Heard() {}

    public static void all(MailStore store) throws Exception {
        store.mailboxes(NOBODY);
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        MailboxName name = new MailboxName("n" + NAMES.incrementAndGet());
        try (Subscription _ = store.watch(NOBODY, _ -> heard.complete(true))) {
            store.create(NOBODY, name, Set.of());
            heard.get(20, TimeUnit.SECONDS);
        }
    }
}
