package org.tassis.mailflow.sieve;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;

/// Whether tests hold, in one run: from left to right, and no more of them than it takes (RFC 5229 §3.2).
final class TestRun {
    private static final long DEFAULT_DUPLICATE = 7 * 86400; // RFC 7352 §3.3

    /// What asking the account's mailboxes costs, in steps: at most a thousand times in a run.
    private static final long LOOKUP = 100_000;

    /// What asking the database costs: at most a hundred times.
    private static final long QUERY = 1_000_000;

    private final Run run;

    TestRun(Run run) {
        this.run = run;
    }

    boolean holds(Test test) {
        run.spend(10);
        return switch (test) {
            case Test.Constant(var value) -> value;
            case Test.Not(var inner) -> !holds(inner);
            case Test.AllOf(var tests) -> {
                for (var inner : tests) {
                    if (!holds(inner)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Test.AnyOf(var tests) -> {
                for (var inner : tests) {
                    if (holds(inner)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Test.Exists(var names) -> exists(names);
            case Test.Size(var over, var octets) -> {
                long size = run.message.content().size();
                yield over ? size > octets : size < octets;
            }
            case Test.Header header -> header(header);
            case Test.Address address -> address(address);
            case Test.Envelope envelope -> envelope(envelope);
            case Test.Body(var match, var transform) -> match.any(run, body(transform));
            case Test.Strings(var match, var sources) -> strings(match, sources);
            case Test.HasFlag flags -> hasFlag(flags);
            case Test.Date date -> date(date);
            case Test.CurrentDate(var match, var zone, var part, var position) -> {
                var offset = zone instanceof Test.GivenZone given
                        ? Optional.of(offset(given, position))
                        : Optional.<ZoneOffset>empty();
                yield part(match, run.now(offset), part);
            }
            case Test.MailboxExists(var names) -> mailboxExists(names);
            case Test.SpecialUseExists uses -> specialUseExists(uses);
            case Test.Duplicate duplicate -> duplicate(duplicate);
            case Test.Environment(var match, var item) -> environment(match, item);
            case Test.SpamTest(var match, var percent) -> spamTest(match, percent);
            case Test.Fail(var position, var message) -> throw Fault.at(position, message);
        };
    }

    private boolean exists(List<Text> names) {
        for (var name : names) {
            if (run.headers.named(run.expand(name)).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private boolean header(Test.Header header) {
        var fields = run.headers.named(run.expand(header.names()), header.index());
        if (header.match().isCount()) {
            return header.match().count(run, fields.size());
        }
        for (var field : fields) {
            if (header.match().one(run, field.value())) {
                return true;
            }
        }
        return false;
    }

    private boolean address(Test.Address address) {
        var names = run.expand(address.names());
        names.removeIf(name -> !TestCompiler.holdsAddresses(name));
        var values = new ArrayList<String>();
        char separator = run.context.subaddressSeparator();
        for (var field : run.headers.named(names, address.index())) {
            run.spend(10L * field.addresses().size());
            for (var found : field.addresses()) {
                found.part(address.part(), separator).ifPresent(values::add);
            }
        }
        return address.match().any(run, values);
    }

    private boolean envelope(Test.Envelope test) {
        var values = new ArrayList<String>(1);
        char separator = run.context.subaddressSeparator();
        for (var name : run.expand(test.parts())) {
            if (name.equalsIgnoreCase("to")) {
                Addresses.of(run.envelope.to()).part(test.part(), separator).ifPresent(values::add);
            } else if (name.equalsIgnoreCase("from")) {
                var from = run.envelope.from();
                if (from.isPresent()) {
                    Addresses.of(from.get()).part(test.part(), separator).ifPresent(values::add);
                } else if (!test.match().isCount()) {
                    values.add(""); // RFC 5228 §5.4: the null sender, in every part; RFC 5231 §4.2 counts none
                }
            }
        }
        return test.match().any(run, values);
    }

    private List<String> body(Test.Transform transform) {
        var body = run.message.body(run.limits.bodyOctets());
        return switch (transform) {
            case Test.Raw _ -> body.raw();
            case Test.Plain _ -> body.plain();
            case Test.Content(var types) -> {
                run.spend(20L * types.size() * body.parts());
                var texts = body.content(run.expand(types));
                run.spend(texts.stream().mapToLong(String::length).sum());
                yield texts;
            }
        };
    }

    private boolean strings(Match match, List<Text> sources) {
        int count = 0;
        for (var source : sources) {
            var value = run.expand(source);
            if (!match.isCount() && match.one(run, value)) {
                return true;
            }
            count += value.isEmpty() ? 0 : 1; // RFC 5229 §5
        }
        return match.isCount() && match.count(run, count);
    }

    /// RFC 5232 §4: each flag of the one side with each of the other.
    private boolean hasFlag(Test.HasFlag test) {
        var have = new ArrayList<String>();
        if (test.variables().isEmpty()) {
            have.addAll(run.flagWords());
        }
        for (var variable : test.variables()) {
            have.addAll(FlagList.of(List.of(run.value(variable))).words());
        }
        var match = test.match();
        if (match.isCount()) {
            return match.count(run, have.size());
        }
        for (var flags : run.expand(test.flags())) {
            for (var wanted : flags.strip().split(" +")) {
                var one = new Match(
                        match.type(),
                        match.collation(),
                        List.of(new Match.Key(new Text.Constant(wanted), Optional.empty(), Optional.empty())),
                        match.captures(),
                        match.position());
                run.spend(100);
                if (!wanted.isEmpty() && one.any(run, have)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean date(Test.Date test) {
        var fields = run.headers.named(List.of(run.expand(test.header())), test.index());
        var parsed = fields.isEmpty()
                ? Optional.<OffsetDateTime>empty()
                : DateParts.parse(fields.getFirst().value());
        if (parsed.isEmpty()) {
            return test.match().isCount() && test.match().count(run, 0);
        }
        var original = parsed.get();
        var date =
                switch (test.zone()) {
                    case Test.OriginalZone _ -> original;
                    case Test.GivenZone given -> original.withOffsetSameInstant(offset(given, test.position()));
                    case Test.LocalZone _ ->
                        original.withOffsetSameInstant(
                                run.context.zone().getRules().getOffset(original.toInstant()));
                };
        return part(test.match(), date, test.part());
    }

    private boolean part(Match match, OffsetDateTime date, Text part) {
        var value = DateParts.of(date, run.expand(part));
        return value.isPresent() && match.any(run, List.of(value.get()));
    }

    private ZoneOffset offset(Test.GivenZone zone, Position position) {
        var written = run.expand(zone.offset());
        return DateParts.offset(written)
                .orElseThrow(() -> Fault.at(position, "'" + written + "' is no offset such as +0100"));
    }

    private boolean mailboxExists(List<Text> names) {
        for (var name : run.expand(names)) {
            run.spend(LOOKUP);
            if (MailboxName.parse(name).filter(run.context::mailboxExists).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /// RFC 8579 §4.
    private boolean specialUseExists(Test.SpecialUseExists test) {
        if (!test.known()) {
            return false;
        }
        run.spend(LOOKUP);
        if (test.mailbox().isPresent()) {
            return MailboxName.parse(run.expand(test.mailbox().get()))
                    .filter(name -> run.context.mailboxExists(name)
                            && run.context.uses(name).containsAll(test.uses()))
                    .isPresent();
        }
        for (SpecialUse use : test.uses()) {
            if (run.context.mailboxFor(use).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /// RFC 7352 §3.
    private boolean duplicate(Test.Duplicate test) {
        var id =
                switch (test.source()) {
                    case Test.Given(var given) -> Optional.of(run.expand(given));
                    case Test.FromHeader(var name) ->
                        run.headers.named(run.expand(name)).stream().findFirst().map(Field::value);
                };
        long seconds = Math.min(
                test.seconds().orElse(DEFAULT_DUPLICATE),
                run.limits.longestDuplicate().toSeconds());
        if (id.isEmpty() || seconds == 0) {
            return false;
        }
        run.spend(QUERY);
        // RFC 7352 §3.2: no handle is not the same as any handle
        var key = test.handle().isPresent()
                ? Digests.of("duplicate", id.get(), run.expand(test.handle().get()))
                : Digests.of("duplicate", id.get());
        boolean seen = run.context.seenBefore(key);
        if (!seen || test.last()) {
            run.remember(key, Duration.ofSeconds(seconds));
        }
        return seen;
    }

    /// RFC 5183 §4.
    private boolean environment(Match match, Text item) {
        var name = run.expand(item).toLowerCase(Locale.ROOT);
        run.spend(LOOKUP);
        var value =
                switch (name) {
                    case "name" -> Optional.of("Tassis");
                    case "location" -> Optional.of("MTA");
                    case "phase" -> Optional.of("during");
                    default -> run.context.environment(name);
                };
        if (value.isEmpty()) {
            return false;
        }
        return match.isCount() ? match.count(run, value.get().isEmpty() ? 0 : 1) : match.one(run, value.get());
    }

    /// RFC 5235 §3.2: 0 is unknown, 1 surely good, 10 surely spam; with `:percent` 0 to 100, and 0 when
    /// unknown.
    private boolean spamTest(Match match, boolean percent) {
        var known = run.context.spamPercent();
        if (match.isCount()) {
            return match.count(run, known.isPresent() ? 1 : 0);
        }
        int likely = Math.clamp(known.orElse(0), 0, 100);
        int value = percent ? likely : known.isEmpty() ? 0 : 1 + likely * 9 / 100;
        return match.one(run, Integer.toString(value));
    }
}
