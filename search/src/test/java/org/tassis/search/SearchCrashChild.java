package org.tassis.search;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestMessages;

/// Stores, moves and deletes, and indexes, until it is killed.
final class SearchCrashChild {
    private SearchCrashChild() {}

    static List<MailboxId> boxes(MailStore store) {
        List<MailboxId> boxes = new ArrayList<>();
        for (long account = 1; account <= 3; account++) {
            for (String name : List.of("INBOX", "Archive")) {
                boxes.add(store.mailbox(new AccountId(account), new MailboxName(name))
                        .orElseThrow()
                        .id());
            }
        }
        return boxes;
    }

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        Random random = new Random(Long.parseLong(arguments[1]));
        SqlStore open = SqlStore.derby(directory, SqlStore.SETTINGS);
        SearchIndex.start(open.store(), Indexed.settings(directory.resolve("search")));
        List<MailboxId> boxes = boxes(open.store());
        String[] words = {"alpha", "beta", "gamma", "delta", "word 1", "word 2"};
        System.out.println("begun");
        for (int i = 0; ; i++) {
            int which = random.nextInt(boxes.size());
            MailboxId box = boxes.get(which);
            MailboxSnapshot now = open.store().snapshot(box);
            if (now.count() > 40) {
                UidSet some = UidSet.of(now.uid(0), now.uid(random.nextInt(30)));
                if (random.nextBoolean()) {
                    open.store().expunge(box, some);
                } else {
                    open.store().move(box, some, boxes.get(which ^ 1));
                }
            } else {
                byte[] octets = TestMessages.simple(
                        "subject " + i + words[random.nextInt(words.length)],
                        words[random.nextInt(words.length)] + " " + words[random.nextInt(words.length)]);
                open.store()
                        .append(box, List.of(new NewMessage(TestMessages.content(octets), Flags.NONE, Instant.EPOCH)));
            }
        }
    }
}
