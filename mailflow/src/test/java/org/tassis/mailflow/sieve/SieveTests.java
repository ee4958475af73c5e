package org.tassis.mailflow.sieve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.mailflow.autoreply.ReplyHeaders;
import org.tassis.mailflow.autoreply.ReplyRules;
import org.tassis.mailflow.autoreply.Silence;
import org.tassis.message.Spool;

/// What the tests of this package share: messages, a world for scripts to run in, and results as lines.
final class SieveTests {
    static final EmailAddress ME = EmailAddress.valueOf("me@example.org");
    static final EmailAddress ANN = EmailAddress.valueOf("ann@sender.example");

    private SieveTests() {}

    /// @param text lines end with LF; the test makes them CRLF
    static SieveMessage message(String text) {
        return message(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    static SieveMessage message(byte[] octets) {
        try {
            var spool = new Spool(Path.of("target"), Integer.MAX_VALUE);
            spool.write(octets, 0, octets.length);
            spool.finish();
            return SieveMessage.of(spool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String resource(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/sieve", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SieveScript compiled(String source) {
        return compiled(source, SieveSettings.DEFAULT);
    }

    static SieveScript compiled(String source, SieveSettings settings) {
        return switch (SieveScript.compile(source, settings)) {
            case SieveCompilation.Valid(var script) -> script;
            case SieveCompilation.Invalid(var errors) -> throw new AssertionError(errors + "\n" + source);
        };
    }

    static List<SieveError> errors(String source) {
        return switch (SieveScript.compile(source, SieveSettings.DEFAULT)) {
            case SieveCompilation.Valid _ -> List.of();
            case SieveCompilation.Invalid(var errors) -> errors;
        };
    }

    static String requireAll() {
        var names = new ArrayList<String>();
        for (var extension : SieveExtension.values()) {
            names.add('"' + extension.capability() + '"');
        }
        return "require [" + String.join(",", names) + "];";
    }

    static SieveResult run(String source, String message) {
        return compiled(source).run(message(message), new SieveEnvelope(Optional.of(ANN), ME), new World());
    }

    /// An account in Brussels with some mailboxes, on 21 November 2026.
    static class World implements SieveContext {
        final Set<MailboxName> mailboxes = new HashSet<>();
        final Map<SpecialUse, MailboxName> uses = new EnumMap<>(SpecialUse.class);
        final Set<String> seen = new HashSet<>();
        final Map<String, SieveScript> scripts = new HashMap<>();

        World() {
            for (var name : List.of("INBOX", "Lists", "Spam", "Old mail", "Work/2026")) {
                mailboxes.add(new MailboxName(name));
            }
            uses.put(SpecialUse.JUNK, new MailboxName("Spam"));
            uses.put(SpecialUse.ARCHIVE, new MailboxName("Old mail"));
        }

        @Override
        public InstantSource clock() {
            return InstantSource.fixed(Instant.parse("2026-11-21T11:44:36Z"));
        }

        @Override
        public ZoneId zone() {
            return ZoneId.of("Europe/Brussels");
        }

        @Override
        public boolean mailboxExists(MailboxName name) {
            return mailboxes.contains(name);
        }

        @Override
        public Optional<MailboxName> mailboxFor(SpecialUse use) {
            return Optional.ofNullable(uses.get(use));
        }

        @Override
        public Set<SpecialUse> uses(MailboxName name) {
            var found = new HashSet<SpecialUse>();
            uses.forEach((use, mailbox) -> {
                if (mailbox.equals(name)) {
                    found.add(use);
                }
            });
            return found;
        }

        @Override
        public boolean seenBefore(String id) {
            return seen.contains(id);
        }

        @Override
        public Optional<String> environment(String item) {
            return switch (item) {
                case "remote-ip" -> Optional.of("192.0.2.7");
                case "remote-host" -> Optional.of("");
                default -> Optional.empty();
            };
        }

        @Override
        public OptionalInt spamPercent() {
            return OptionalInt.of(70);
        }

        @Override
        public Optional<SieveScript> included(String name, boolean global) {
            return Optional.ofNullable(scripts.get((global ? "global " : "") + name));
        }
    }

    /// One line for each action, each change of the header behind it. Replies are judged by the rules for all.
    static List<String> lines(SieveResult result, SieveMessage message, SieveEnvelope envelope) {
        var lines = new ArrayList<String>();
        var unanswered = Optional.<Silence>empty();
        result.error().ifPresent(error -> lines.add("fault " + place(error)));
        for (var action : result.actions()) {
            switch (action) {
                case SieveAction.Keep(var _, var flags, var header) -> {
                    lines.add("keep" + shown(flags));
                    changes(message, header, lines);
                }
                case SieveAction.FileInto(var _, var mailbox, var flags, var create, var use, var header) -> {
                    lines.add("fileinto " + mailbox + shown(flags) + (create ? " :create" : "")
                            + use.map(special -> " :specialuse " + special.attribute())
                                    .orElse(""));
                    changes(message, header, lines);
                }
                case SieveAction.Redirect(var _, var address, var copy, var header) -> {
                    lines.add("redirect " + address + (copy ? " :copy" : ""));
                    changes(message, header, lines);
                }
                case SieveAction.Discard _ -> lines.add("discard");
                case SieveAction.Reject(var _, var reason, var extended) ->
                    lines.add((extended ? "ereject " : "reject ") + quoted(reason));
                case SieveAction.Vacation vacation -> {
                    var own = new HashSet<>(vacation.addresses());
                    own.addAll(List.of(ME, EmailAddress.valueOf("my.name@example.org"), envelope.to()));
                    unanswered = ReplyRules.silence(
                            envelope.from(),
                            own,
                            ReplyHeaders.of(new String(message.header(), StandardCharsets.UTF_8)),
                            false);
                    if (unanswered.isEmpty()) {
                        lines.add("vacation " + envelope.from().orElseThrow() + " after " + vacation.interval()
                                + " subject "
                                + quoted(vacation.subject())
                                + vacation.from()
                                        .map(from -> " from " + quoted(from.name() + " <" + from.address() + ">"))
                                        .orElse("")
                                + (vacation.mime() ? " mime " : " reason ")
                                + quoted(vacation.reason()));
                    }
                }
            }
        }
        result.seen().forEach(seen -> lines.add("seen " + seen.lifetime().toSeconds()));
        unanswered.ifPresent(why -> lines.add("unanswered " + why));
        return lines;
    }

    static String place(SieveError error) {
        return error.line() + ":" + error.column() + " " + error.message();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\r\n", "|") + '"';
    }

    private static String shown(Flags flags) {
        var words = new ArrayList<String>();
        flags.system().stream().map(SystemFlag::imapName).forEach(words::add);
        words.addAll(flags.keywords());
        return words.isEmpty() ? "" : " " + String.join(" ", words);
    }

    private static void changes(SieveMessage message, Optional<EditedHeader> header, List<String> into) {
        if (header.isEmpty()) {
            return;
        }
        var before = fields(message.header());
        var after = fields(header.get().octets());
        var gone = new ArrayList<>(before);
        after.forEach(gone::remove);
        var come = new ArrayList<>(after);
        before.forEach(come::remove);
        gone.forEach(line -> into.add("- " + line));
        for (var line : come) {
            into.add("+ " + line
                    + (after.indexOf(line) == 0
                            ? ""
                            : after.indexOf(line) == after.size() - 1 ? " (last)" : " (within)"));
        }
    }

    private static List<String> fields(byte[] header) {
        var text = new String(header, StandardCharsets.UTF_8);
        if (!text.endsWith("\r\n\r\n")) {
            throw new AssertionError("no empty line: " + text);
        }
        return List.of(
                text.substring(0, text.length() - 4).replace("\r\n ", "| ").split("\r\n"));
    }
}
