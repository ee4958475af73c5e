package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.message.MessageContent;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.store.FlagChange;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestMessages;

/// Three clients that resynchronise, in one mailbox: whatever they do, and whatever others do between any two
/// steps of the engine, each knows in the end what is there, from what it was told. RFC 7162 §3.2, §6.
class ResyncModelTest {
    private static final String MESSAGE = "Subject: hello\r\n\r\nbody\r\n";
    private static final MessageContent CONTENT = TestMessages.content(MESSAGE.getBytes(StandardCharsets.US_ASCII));
    private static final Set<String> INTERRUPTED =
            Set.of("snapshot", "vanishedSince", "changeFlags", "expunge", "move", "append", "message");
    private static final int STEPS = 200;

    private final TestServer server =
            new TestServer(TlsMode.NONE, UnaryOperator.identity(), Set.of(), Quota.UNLIMITED, NetSettings.defaults());
    private final Random random = new Random();
    private final MailboxId inbox =
            server.store.mailbox(server.ann(), MailboxName.INBOX).orElseThrow().id();
    private final MailboxId archive = server.store
            .mailbox(server.ann(), new MailboxName("Archive"))
            .orElseThrow()
            .id();

    @AfterEach
    void stop() {
        server.close();
    }

    @RepeatedTest(6)
    void allKnowWhatIsThere() {
        play(new Random().nextLong(), false);
    }

    @RepeatedTest(6)
    void allKnowWhatIsThereThoughOthersActBetweenAnyTwoSteps() {
        play(new Random().nextLong(), true);
    }

    private void play(long seed, boolean interrupted) {
        random.setSeed(seed);
        List<Follower> followers = List.of(new Follower(), new Follower(), new Follower());
        if (interrupted) {
            server.meanwhile = this::meanwhile;
        }
        Follower now = followers.getFirst();
        try {
            for (int step = 0; step < STEPS; step++) {
                now = followers.get(random.nextInt(followers.size()));
                now.act();
            }
            server.meanwhile = _ -> {};
            for (Follower follower : followers) {
                now = follower;
                follower.compare();
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ", said " + now.said, e);
        } finally {
            followers.forEach(follower -> follower.client.close());
        }
    }

    /// The store's state is what it was; its own thread does what other sessions would.
    private void meanwhile(String method) {
        synchronized (random) { // sessions that idle work beside the one that is spoken to
            if (INTERRUPTED.contains(method) && random.nextInt(5) == 0) {
                change();
            }
        }
    }

    private void change() {
        MailboxSnapshot now = server.store.snapshot(inbox);
        UidSet.Builder some = new UidSet.Builder();
        for (int i = 0; i < now.count(); i++) {
            if (random.nextInt(5) == 0) {
                some.add(now.uid(i));
            }
        }
        UidSet uids = some.build();
        int what = random.nextInt(now.count() > 40 ? 3 : 6);
        switch (uids.isEmpty() ? 3 : what) {
            case 0 -> server.store.expunge(inbox, uids);
            case 1 -> server.store.changeFlags(inbox, uids, flagChange(), OptionalLong.empty());
            case 2 -> server.store.move(inbox, uids, archive);
            default -> arrive();
        }
    }

    private void arrive() {
        server.store.append(inbox, List.of(new NewMessage(CONTENT, Flags.NONE, Instant.EPOCH)));
    }

    private FlagChange flagChange() {
        FlagChange.Mode[] modes = FlagChange.Mode.values();
        SystemFlag[] flags = {SystemFlag.SEEN, SystemFlag.FLAGGED, SystemFlag.ANSWERED};
        return new FlagChange(
                modes[random.nextInt(modes.length)],
                Flags.of(
                        List.of(flags[random.nextInt(flags.length)]),
                        random.nextInt(3) == 0 ? List.of("other" + random.nextInt(3)) : List.of()));
    }

    private boolean once(int in) {
        synchronized (random) {
            return random.nextInt(in) == 0;
        }
    }

    private int any(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    /// A client and what it knows.
    private final class Follower {
        private final MailboxCopy copy = new MailboxCopy();
        private final List<String> said = new ArrayList<>();
        private ImapClient client = connect();
        private boolean selected;
        /// The order in which the client last knew all messages.
        private List<Long> before = List.of();

        private ImapClient connect() {
            ImapClient fresh = server.login();
            fresh.ok("ENABLE QRESYNC");
            return fresh;
        }

        void act() {
            if (!selected) {
                select();
                return;
            }
            int count = copy.order.size();
            switch (any(20)) {
                case 0, 1 -> command("APPEND INBOX {" + MESSAGE.length() + "+}\r\n" + MESSAGE, true);
                case 2, 3, 4 -> {
                    if (count > 0) {
                        store("STORE " + sequences(count), false);
                    }
                }
                case 5, 6 -> store("UID STORE " + uids(), true);
                case 7 -> {
                    if (count > 0) {
                        command("FETCH " + sequences(count) + (once(2) ? " (FLAGS)" : " (UID BODY[TEXT])"), false);
                    }
                }
                case 8 -> {
                    if (count > 0) {
                        command("FETCH " + sequences(count) + " (UID FLAGS)", false);
                    }
                }
                case 9 ->
                    command("UID FETCH " + uids() + " (FLAGS) (CHANGEDSINCE " + (1 + any(50)) + " VANISHED)", true);
                case 10 -> command(once(2) ? "EXPUNGE" : "UID EXPUNGE " + uids(), true);
                case 11 -> {
                    if (count > 0 && once(2)) {
                        command("MOVE " + (1 + any(count)) + " Archive", true);
                    } else {
                        command("UID MOVE " + uids() + " Archive", true);
                    }
                }
                case 12 -> command("SEARCH DELETED", false);
                case 13 -> idle();
                case 14 -> {
                    command(once(2) ? "CLOSE" : "UNSELECT", true);
                    leave();
                }
                case 15 -> {
                    if (once(2)) {
                        client.close();
                        client = connect();
                        leave();
                    } else {
                        select();
                    }
                }
                case 16 -> learn();
                default -> command(once(2) ? "NOOP" : "CHECK", true);
            }
        }

        private void leave() {
            copy.leave();
            selected = false;
        }

        private void select() {
            boolean again = copy.whole > 0;
            boolean all = true;
            StringBuilder select = new StringBuilder("SELECT INBOX");
            if (again) {
                select.append(" (QRESYNC (")
                        .append(copy.uidValidity)
                        .append(' ')
                        .append(copy.whole);
                if (copy.largest() > 0 && once(2)) {
                    all = false;
                    select.append(" 1:").append(copy.largest());
                    if (copy.known().equals(before) && once(2)) {
                        select.append(matches());
                    }
                }
                select.append("))");
            } else {
                copy.flags.clear();
            }
            copy.select();
            selected = true;
            exchange(select.toString(), true);
            copy.selected(again && all);
            if (!again || once(2)) {
                learn();
            }
        }

        /// Some numbers with the UIDs that they had.
        private String matches() {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < before.size(); i++) {
                if (once(3)) {
                    places.add(i);
                }
            }
            return places.isEmpty()
                    ? ""
                    : " ("
                            + places.stream().map(i -> Integer.toString(i + 1)).collect(Collectors.joining(","))
                            + " "
                            + places.stream().map(i -> before.get(i).toString()).collect(Collectors.joining(","))
                            + ")";
        }

        /// Asks for what was only counted.
        private void learn() {
            int first = copy.order.indexOf(0L);
            if (first >= 0) {
                command("UID FETCH " + (first == 0 ? 1 : copy.order.get(first - 1) + 1) + ":* (FLAGS)", true);
            }
        }

        private void idle() {
            said.add("IDLE");
            copy.begin(UnaryOperator.identity());
            client.send("i IDLE");
            String line = client.line();
            while (!line.startsWith("+")) {
                copy.hear(line, true);
                line = client.line();
            }
            for (int i = any(4); i > 0; i--) {
                synchronized (random) {
                    change();
                }
            }
            client.send("DONE");
            heard("i", true);
        }

        private void store(String command, boolean byUid) {
            Set<String> words = new TreeSet<>();
            for (String flag : List.of("\\Seen", "\\Deleted", "\\Flagged", "mine", "yours")) {
                if (once(3)) {
                    words.add(flag);
                }
            }
            boolean isSilent = once(2);
            String mode = List.of("+", "-", "").get(any(3));
            UnaryOperator<Set<String>> silently = old -> {
                Set<String> now = MailboxCopy.flags(String.join(" ", old));
                switch (mode) {
                    case "+" -> now.addAll(words);
                    case "-" -> now.removeAll(words);
                    default -> {
                        now.clear();
                        now.addAll(words);
                    }
                }
                return now;
            };
            String text = command + (once(4) ? " (UNCHANGEDSINCE " + (1 + any(80)) + ")" : "") + " " + mode + "FLAGS"
                    + (isSilent ? ".SILENT" : "") + " (" + String.join(" ", words) + ")";
            copy.begin(isSilent ? silently : UnaryOperator.identity());
            exchange(text, byUid);
        }

        private String sequences(int count) {
            int from = 1 + any(count);
            return once(3) ? from + ":*" : from + ":" + (from + any(count - from + 1));
        }

        private String uids() {
            List<Long> known = copy.known();
            if (known.isEmpty() || once(4)) {
                return "1:*";
            }
            long from = known.get(any(known.size()));
            return once(3) ? Long.toString(from) : from + ":" + (from + any(6));
        }

        private void command(String command, boolean mayShrink) {
            copy.begin(UnaryOperator.identity());
            exchange(command, mayShrink);
        }

        private void exchange(String command, boolean mayShrink) {
            said.add(command.replace("\r\n", " "));
            client.send("c " + command);
            heard("c", mayShrink);
        }

        private void heard(String tag, boolean mayShrink) {
            for (String line = client.line(); ; line = client.line()) {
                said.add(line.replace("\r\n", " "));
                if (line.startsWith(tag + " ")) {
                    assertThat(line).doesNotStartWith(tag + " BAD").doesNotContain("SERVERBUG");
                    copy.end(line.substring(tag.length() + 1));
                    if (selected && copy.isWhole()) {
                        before = List.copyOf(copy.order);
                    }
                    break;
                }
                copy.hear(line, mayShrink);
            }
            while (said.size() > 60) {
                said.removeFirst();
            }
        }

        void compare() {
            if (!selected) {
                select();
            }
            command("NOOP", true);
            learn();
            MailboxSnapshot there = server.store.snapshot(inbox);
            List<Long> uids = there.uids().stream().boxed().toList();
            assertThat(copy.order).isEqualTo(uids);
            assertThat(copy.known()).isEqualTo(uids);
            for (int i = 0; i < uids.size(); i++) {
                assertThat(copy.flags.get(uids.get(i)))
                        .as("flags of %d", uids.get(i))
                        .isEqualTo(flagsOf(there, i));
            }
        }
    }

    private static Set<String> flagsOf(MailboxSnapshot there, int index) {
        Set<String> flags = MailboxCopy.flags("");
        there.flags(index).system().forEach(flag -> flags.add(flag.imapName()));
        flags.addAll(there.flags(index).keywords());
        return flags;
    }

    /// What could not be told while sequence numbers were in use is told to a client that comes back,
    /// though it has seen higher modification sequences since.
    @Test
    void whoLeavesBeforeItIsToldHearsOfItLater() {
        Follower one = new Follower();
        arrive();
        arrive();
        arrive();
        one.select();
        server.store.expunge(inbox, UidSet.of(2));
        server.store.changeFlags(
                inbox,
                UidSet.of(3),
                new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.FLAGGED)),
                OptionalLong.empty());
        one.command("FETCH 3 (FLAGS)", false);
        one.client.close();
        one.client = one.connect();
        one.leave();
        one.compare();
        one.client.close();
    }

    /// A silent STORE is silent about itself alone.
    @Test
    void whatAnotherDidJustBeforeASilentStoreIsTold() {
        Follower one = new Follower();
        arrive();
        one.select();
        server.meanwhile = method -> {
            if (method.equals("changeFlags")) {
                server.store.changeFlags(
                        inbox,
                        UidSet.of(1),
                        new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.FLAGGED)),
                        OptionalLong.empty());
            }
        };
        one.copy.begin(old -> {
            Set<String> now = MailboxCopy.flags(String.join(" ", old));
            now.add("\\Seen");
            return now;
        });
        one.exchange("STORE 1 +FLAGS.SILENT (\\Seen)", false);
        server.meanwhile = _ -> {};
        one.compare();
        one.client.close();
    }

    /// What goes while a mailbox is opened is still counted, and told later.
    @Test
    void whatGoesWhileTheMailboxIsOpenedIsToldLater() {
        Follower one = new Follower();
        arrive();
        arrive();
        arrive();
        one.select();
        one.command("UNSELECT", true);
        one.leave();
        server.store.expunge(inbox, UidSet.of(1));
        server.meanwhile = method -> {
            if (method.equals("vanishedSince")) {
                server.store.expunge(inbox, UidSet.of(2));
            }
        };
        one.select();
        server.meanwhile = _ -> {};
        one.compare();
        one.client.close();
    }
}
