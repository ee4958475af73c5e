package org.tassis.launcher.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.mailflow.spam.Lesson;
import org.tassis.mailflow.spam.Owner;
import org.tassis.mailflow.spam.SpamClass;
import org.tassis.mailflow.spam.SpamField;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.spam.SpamSentences;
import org.tassis.mailflow.spam.TokenCounts;
import org.tassis.mailflow.spam.Tokens;
import org.tassis.message.HeaderFields;
import org.tassis.message.Spool;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `spam check|learn|figures`.
@Command(
        name = "spam",
        mixinStandardHelpOptions = true,
        description = "What the spam filter has learnt, and what it says of a message.")
final class SpamCommands implements Runnable {
    private static final String MAILBOX = "The mailbox: its login or one of its addresses; none: what all share.";
    private static final String FILE = "A message as it is stored (.eml); - or none: standard input.";
    private static final int LARGEST = 512 << 20;

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// What a message is learnt as.
    enum Kind {
        SPAM(SpamClass.SPAM),
        WANTED(SpamClass.HAM);

        private final SpamClass as;

        Kind(SpamClass as) {
            this.as = as;
        }
    }

    record Figures(String mailbox, long spam, long wanted, int tokens) {}

    SpamCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Tell in words why a stored message was taken for what it was, and what would be said of it"
                    + " now by what was learnt.")
    int check(
            @Parameters(index = "0", paramLabel = "FILE", defaultValue = "-", description = FILE) String file,
            @Option(names = "--mailbox", paramLabel = "LOGIN", description = MAILBOX) @Nullable String mailbox,
            @Option(
                            names = "--language",
                            paramLabel = "LANGUAGE",
                            defaultValue = "en",
                            description = "Of the sentences: en, fr or nl (${DEFAULT-VALUE}).")
                    Locale language) {
        Optional<AccountId> account = account(mailbox);
        byte[] message = octets();
        List<String> verdict = HeaderFields.first(message, SpamField.NAME)
                .map(new SpamSentences(language)::of)
                .orElse(List.of());
        if (verdict.isEmpty()) {
            talk.out().println("No verdict is kept with this message.");
        }
        verdict.forEach(this::line);
        Tokens tokens = tokens(message);
        OptionalDouble probability = talk.spam().probability(tokens.hashes(), account);
        talk.out()
                .println(
                        probability.isEmpty()
                                ? "Too little was learnt to say anything of its " + tokens.hashes().length + " tokens."
                                : String.format(
                                        Locale.ROOT,
                                        "By what was learnt, its %d tokens are spam with a probability of %.1f%%.",
                                        tokens.hashes().length,
                                        probability.getAsDouble() * 100));
        if (tokens.isTest()) {
            talk.out().println("It is the test message for spam filters (GTUBE).");
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Learn a message, or all of an mbox file, as spam or as wanted; each once.")
    int learn(
            @Parameters(index = "0", paramLabel = "KIND", description = "spam or wanted.") Kind kind,
            @Parameters(
                            index = "1",
                            paramLabel = "FILE",
                            defaultValue = "-",
                            description = "A message (.eml) or an mbox file; - or none: standard input.")
                    String file,
            @Option(names = "--mailbox", paramLabel = "LOGIN", description = MAILBOX) @Nullable String mailbox) {
        Owner owner = account(mailbox).map(Owner::of).orElse(Owner.BASE);
        int learnt = 0;
        List<byte[]> messages = messages(octets());
        for (byte[] message : messages) {
            Lesson lesson = new Lesson(
                    owner,
                    content(message),
                    kind.as,
                    false,
                    tokens(message).hashes(),
                    SpamKnowledge.day(Instant.now()));
            learnt += talk.spam().learn(lesson) ? 1 : 0;
        }
        talk.out()
                .println(learnt + (learnt == 1 ? " message" : " messages") + " learnt"
                        + (learnt < messages.size() ? ", " + (messages.size() - learnt) + " known already." : "."));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "How much was learnt.")
    int figures(
            @Option(names = "--mailbox", paramLabel = "LOGIN", description = MAILBOX) @Nullable String mailbox,
            @Option(names = "--json", description = "For programs.") boolean json) {
        Optional<AccountId> account = account(mailbox);
        TokenCounts counts = talk.spam().counts(account.map(Owner::of).orElse(Owner.BASE));
        Figures figures =
                new Figures(mailbox == null ? "" : mailbox, counts.spamMessages(), counts.hamMessages(), counts.size());
        if (json) {
            Json.printAll(talk.out(), List.of(figures).iterator());
            return 0;
        }
        new Table(talk.out(), "OF", "SPAM", "WANTED", "TOKENS")
                .print(List.of(List.of(
                        mailbox == null ? "all" : mailbox,
                        Long.toString(figures.spam()),
                        Long.toString(figures.wanted()),
                        Integer.toString(figures.tokens()))));
        if (account.isEmpty()) {
            talk.out()
                    .println("Mailboxes that have learnt something: "
                            + talk.spam().owners() + ".");
        }
        return 0;
    }

    private Optional<AccountId> account(@Nullable String mailbox) {
        return mailbox == null
                ? Optional.empty()
                : Optional.of(talk.directory().mailbox(mailbox).account().id());
    }

    private byte[] octets() {
        try {
            byte[] octets = talk.in().readNBytes(LARGEST + 1);
            if (octets.length > LARGEST) {
                throw Talk.refused("The file", "is larger than 512 MB");
            }
            if (octets.length == 0) {
                throw Talk.refused("The message", "was not given: name a file, or write it to the standard input");
            }
            return octets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tokens tokens(byte[] message) {
        try (Spool spool = new Spool(Path.of(""), Integer.MAX_VALUE)) {
            spool.write(message, 0, message.length);
            spool.finish();
            return talk.spam().tokenizer().tokens(spool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same message has the same number whenever it is learnt.
    private ContentId content(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        return new ContentId(Math.max(1, talk.spam().hash().of('M', text) & Long.MAX_VALUE));
    }

    /// Of an mbox file, or the one that it is.
    static List<byte[]> messages(byte[] octets) {
        if (!startsFrom(octets, 0)) {
            return List.of(octets);
        }
        List<byte[]> found = new ArrayList<>();
        int start = -1; // of the message, behind its line
        for (int at = 0; at < octets.length; ) {
            int end = at;
            while (end < octets.length && octets[end] != '\n') {
                end++;
            }
            if (startsFrom(octets, at)) {
                if (start >= 0) {
                    found.add(java.util.Arrays.copyOfRange(octets, start, at));
                }
                start = Math.min(octets.length, end + 1);
            }
            at = end + 1;
        }
        found.add(java.util.Arrays.copyOfRange(octets, start, octets.length));
        return found;
    }

    private static boolean startsFrom(byte[] octets, int at) {
        return at + 5 <= octets.length
                && octets[at] == 'F'
                && octets[at + 1] == 'r'
                && octets[at + 2] == 'o'
                && octets[at + 3] == 'm'
                && octets[at + 4] == ' ';
    }

    /// Strangers wrote parts of it: nothing of theirs reaches the terminal but text.
    private void line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> safe.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        talk.out().println(safe);
    }
}
