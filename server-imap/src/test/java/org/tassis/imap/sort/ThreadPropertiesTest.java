package org.tassis.imap.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.imap.TestConnection;
import org.tassis.imap.TestMailbox;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.ThreadCommand.Algorithm;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.message.UnicodeCasemap;

/// Whatever messages say of each other, each is in one conversation, once, in parentheses that match.
class ThreadPropertiesTest {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nobodyIsLostOrDoubled(long seed) throws IOException {
        Random random = new Random(seed);
        TestMailbox mailbox = new TestMailbox();
        int count = 60;
        for (int i = 1; i <= count; i++) {
            StringBuilder message = new StringBuilder("Subject: ");
            message.append(random.nextBoolean() ? "Re: " : "").append((char) ('a' + random.nextInt(6)));
            message.append("\nMessage-ID: <").append(random.nextInt(70)).append("@x>\n");
            if (random.nextInt(4) > 0) {
                message.append("References:");
                for (int k = random.nextInt(5); k >= 0; k--) {
                    message.append(" <").append(random.nextInt(70)).append("@x>");
                }
                message.append('\n');
            }
            mailbox.add(message + "\nx\n");
        }
        for (Algorithm algorithm : Algorithm.values()) {
            String threads = threads(mailbox, algorithm);
            int[] numbers = NUMBER.matcher(threads)
                    .results()
                    .mapToInt(match -> Integer.parseInt(match.group()))
                    .sorted()
                    .toArray();
            assertThat(numbers)
                    .as("%s: %s", algorithm, threads)
                    .isEqualTo(IntStream.rangeClosed(1, count).toArray());
            assertThat(depth(threads)).isZero();
            assertThat(threads).doesNotContain("()", "( ", " )", "  ");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Algorithm.class)
    void aRowOfTenThousandIsNoMatter(Algorithm algorithm) throws IOException {
        TestMailbox mailbox = new TestMailbox();
        int count = 10_000;
        for (int i = 1; i <= count; i++) {
            mailbox.add("Subject: a\nMessage-ID: <" + i + "@x>\nReferences: <" + (i - 1) + "@x>\n\n");
        }
        long start = System.nanoTime();
        String threads = threads(mailbox, algorithm);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(NUMBER.matcher(threads).results().count()).isEqualTo(count);
    }

    @Test
    void casemapComparesAsTheComparatorSays() {
        assertThat(UnicodeCasemap.key("stra\u00dfe")).isEqualTo(UnicodeCasemap.key("STRA\u00dfE"));
        assertThat(UnicodeCasemap.key("\u00e4")).isEqualTo(UnicodeCasemap.key("A\u0308"));
        assertThat(UnicodeCasemap.key("\uff21bc")).isEqualTo(UnicodeCasemap.key("ABC"));
        assertThat(Arrays.compareUnsigned(UnicodeCasemap.key("z"), UnicodeCasemap.key("\u00e9")))
                .isPositive(); // E and an accent
    }

    private static String threads(TestMailbox mailbox, Algorithm algorithm) throws IOException {
        KnownMailbox known = KnownMailbox.of(mailbox.snapshot());
        TestConnection connection = TestConnection.of("");
        ResponseWriter out = new ResponseWriter(connection);
        new MailboxThreads(mailbox.store(), known, () -> true)
                .of(MessageRanges.all(known), algorithm)
                .write(false, out);
        out.flush();
        return connection.output().strip();
    }

    private static int depth(String threads) {
        int depth = 0;
        for (char c : threads.toCharArray()) {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            assertThat(depth).isNotNegative();
        }
        return depth;
    }
}
