package org.tassis.sql;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.OrderKeys;
import org.tassis.testkit.TestMessages;

/// What it costs to put a large mailbox in order: the first time, when its messages are read, and later.
/// Run by hand, with the directory, which must be empty or one that this has filled, and the number of
/// messages.
final class OrderCost {
    private static final int TOGETHER = 250;

    private OrderCost() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        int count = Integer.parseInt(arguments[1]);
        try (TestStore open = TestStore.derby(Path.of(arguments[0]))) {
            MailboxId inbox = open.inbox(TestStore.ANN);
            fill(open, inbox, count);
            try (Connection connection = open.database.connection();
                    PreparedStatement delete = connection.prepareStatement("DELETE FROM store_order")) {
                delete.executeUpdate();
            }
            MailboxSnapshot snapshot = open.store.snapshot(inbox);
            for (int round = 0; round < 8; round++) {
                measure(round == 0 ? "read from messages, and written" : "read from rows", open, snapshot);
            }
            try (Connection connection = open.database.connection();
                    PreparedStatement select = connection.prepareStatement(
                            "SELECT COUNT(*), SUM(CAST(LENGTH(keys_of) AS BIGINT)) FROM store_order");
                    ResultSet row = select.executeQuery()) {
                row.next();
                System.out.printf(
                        Locale.ROOT,
                        "%d rows, %.0f octets a message%n",
                        row.getLong(1),
                        (double) row.getLong(2) / count);
            }
        }
    }

    private static void measure(String what, TestStore open, MailboxSnapshot snapshot) {
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = machine.getProcessCpuTime();
        long begun = System.nanoTime();
        byte[][] texts = new byte[snapshot.count()][];
        int[] all = IntStream.range(0, texts.length).toArray();
        open.store.orderKeys(
                snapshot,
                all,
                (index, keys) -> texts[index] = keys.orElseThrow().text(OrderKeys.Text.SUBJECT));
        long read = System.nanoTime();
        Integer[] places = Arrays.stream(all).boxed().toArray(Integer[]::new);
        Arrays.sort(places, (one, other) -> Arrays.compareUnsigned(texts[one], texts[other]));
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f ms, then sorted in %.0f ms; %.2f us of CPU a message%n",
                what,
                (read - begun) / 1e6,
                (System.nanoTime() - read) / 1e6,
                (machine.getProcessCpuTime() - cpu) / 1e3 / texts.length);
    }

    private static void fill(TestStore open, MailboxId inbox, int count) {
        Random random = new Random(7);
        for (int done = open.store.snapshot(inbox).count(); done < count; done += TOGETHER) {
            List<NewMessage> some = new ArrayList<>();
            for (int i = 0; i < Math.min(TOGETHER, count - done); i++) {
                byte[] octets = message(random, done + i);
                some.add(new NewMessage(TestMessages.content(octets), Flags.NONE, Instant.EPOCH));
            }
            open.store.append(inbox, some);
        }
    }

    private static byte[] message(Random random, int number) {
        StringBuilder references = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            references.append("\r\n <").append(random.nextInt(number + 1)).append("@mail.example.org>");
        }
        return ("Received: from mail.example.org by mx.example.net; Tue, 03 Feb 2026 10:11:12 +0000\r\nFrom: \"Person "
                        + random.nextInt(5000) + "\" <person" + random.nextInt(5000) + "@example.org>\r\n"
                        + "To: ann@example.org\r\nSubject: " + (random.nextBoolean() ? "Re: " : "") + "What of matter "
                        + random.nextInt(50_000) + "?\r\nDate: Tue, 03 Feb 2026 10:11:12 +0000\r\nMessage-ID: <"
                        + number
                        + "@mail.example.org>\r\n" + (references.isEmpty() ? "" : "References:" + references + "\r\n")
                        + "\r\n" + "Some lines of text that are of no matter here.\r\n".repeat(60))
                .getBytes(StandardCharsets.UTF_8);
    }
}
