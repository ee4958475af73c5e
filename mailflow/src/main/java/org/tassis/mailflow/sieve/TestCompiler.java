package org.tassis.mailflow.sieve;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.SpecialUse;

/// Understands tests: their names, what they require, their arguments.
final class TestCompiler {
    /// Fields that hold addresses: RFC 5228 §5.1 allows no others in `address`.
    private static final Set<String> ADDRESS_FIELDS = Set.of(
            "from",
            "to",
            "cc",
            "bcc",
            "sender",
            "reply-to",
            "resent-from",
            "resent-to",
            "resent-cc",
            "resent-bcc",
            "resent-sender",
            "resent-reply-to",
            "return-path",
            "delivered-to",
            "envelope-to",
            "x-original-to",
            "x-forwarded-to",
            "x-forwarded-for",
            "apparently-to",
            "errors-to",
            "return-receipt-to",
            "disposition-notification-to",
            "mail-followup-to",
            "mail-reply-to",
            "approved-by",
            "abuse-reports-to",
            "x-complaints-to",
            "x-beenthere");

    private final Scope scope;

    TestCompiler(Scope scope) {
        this.scope = scope;
    }

    Test compile(Syntax.Test test) {
        try {
            return understood(test);
        } catch (Fault fault) {
            if (fault.isAboutExtension() && scope.has(SieveExtension.IHAVE)) {
                return new Test.Fail(fault.position(), fault.text());
            }
            throw fault;
        }
    }

    private Test understood(Syntax.Test test) {
        var arguments = new Arguments(scope, test.name(), test.position(), test.arguments());
        var compiled =
                switch (test.name()) {
                    case "not" -> new Test.Not(compile(one(test)));
                    case "allof" -> new Test.AllOf(several(test));
                    case "anyof" -> new Test.AnyOf(several(test));
                    default -> {
                        if (!test.tests().isEmpty()) {
                            throw Fault.at(test.position(), "'" + test.name() + "' takes no tests");
                        }
                        yield single(test, arguments);
                    }
                };
        arguments.end();
        return compiled;
    }

    private Syntax.Test one(Syntax.Test test) {
        if (test.tests().size() != 1) {
            throw Fault.at(test.position(), "'not' takes one test");
        }
        return test.tests().getFirst();
    }

    private List<Test> several(Syntax.Test test) {
        if (test.tests().isEmpty()) {
            throw Fault.at(test.position(), "'" + test.name() + "' takes tests in parentheses");
        }
        var tests = new ArrayList<Test>(test.tests().size());
        for (var inner : test.tests()) {
            tests.add(compile(inner));
        }
        return List.copyOf(tests);
    }

    private Test single(Syntax.Test test, Arguments arguments) {
        return switch (test.name()) {
            case "true" -> new Test.Constant(true);
            case "false" -> new Test.Constant(false);
            case "exists" -> new Test.Exists(arguments.texts("names of header fields"));
            case "size" -> size(arguments);
            case "header" -> header(arguments);
            case "address" -> address(arguments);
            case "envelope" -> envelope(arguments);
            case "body" -> body(arguments);
            case "string" -> string(arguments);
            case "hasflag" -> hasFlag(arguments);
            case "date" -> date(arguments);
            case "currentdate" -> currentDate(arguments);
            case "mailboxexists" -> mailboxExists(arguments);
            case "specialuse_exists" -> specialUseExists(arguments);
            case "duplicate" -> duplicate(arguments);
            case "environment" -> environment(arguments);
            case "spamtest" -> spamTest(arguments);
            case "ihave" -> ihave(arguments);
            default -> throw Fault.unknown(test.position(), "there is no test '" + test.name() + "'");
        };
    }

    private void need(SieveExtension extension, Arguments arguments) {
        scope.need(extension, arguments.owner(), arguments.position());
    }

    private Test size(Arguments arguments) {
        boolean over = arguments.flag("over");
        boolean under = arguments.flag("under");
        if (over == under) {
            throw Fault.at(arguments.position(), "'size' needs either ':over' or ':under'");
        }
        return new Test.Size(over, arguments.number("a size"));
    }

    private Test header(Arguments arguments) {
        var match = new MatchArguments(arguments);
        var index = index(arguments);
        var names = arguments.texts("names of header fields");
        return new Test.Header(match.keys(arguments), index, names);
    }

    /// RFC 5260 §6.
    private static Optional<Test.Index> index(Arguments arguments) {
        var number = arguments.taggedNumber("index");
        number.ifPresent(given -> arguments.scope().need(SieveExtension.INDEX, "':index'", given.position()));
        return indexed(arguments, number);
    }

    static Optional<Test.Index> indexed(Arguments arguments, Optional<Syntax.Number> number) {
        boolean last = arguments.flag("last");
        if (number.isEmpty()) {
            if (last) {
                throw Fault.at(arguments.position(), "':last' needs ':index' beside it");
            }
            return Optional.empty();
        }
        long value = number.get().value();
        if (value < 1) {
            throw Fault.at(number.get().position(), "':index' counts from 1");
        }
        return Optional.of(new Test.Index((int) Math.min(value, Integer.MAX_VALUE), last));
    }

    private Test address(Arguments arguments) {
        var match = new MatchArguments(arguments);
        var part = part(arguments);
        var index = index(arguments);
        var strings = arguments.strings("names of header fields");
        var names = new ArrayList<Text>();
        for (var string : strings.strings()) {
            var name = TextCompiler.compile(string, scope);
            if (name instanceof Text.Constant(var field) && !holdsAddresses(field)) {
                throw Fault.at(string.position(), "the header field '" + field + "' holds no addresses; try 'header'");
            }
            names.add(name);
        }
        return new Test.Address(match.keys(arguments), part, index, List.copyOf(names));
    }

    static boolean holdsAddresses(String field) {
        return ADDRESS_FIELDS.contains(field.toLowerCase(Locale.ROOT));
    }

    private static Test.AddressPart part(Arguments arguments) {
        var parts = EnumSet.noneOf(Test.AddressPart.class);
        if (arguments.flag("all")) {
            parts.add(Test.AddressPart.ALL);
        }
        if (arguments.flag("localpart")) {
            parts.add(Test.AddressPart.LOCALPART);
        }
        if (arguments.flag("domain")) {
            parts.add(Test.AddressPart.DOMAIN);
        }
        if (arguments.flag("user", SieveExtension.SUBADDRESS)) {
            parts.add(Test.AddressPart.USER);
        }
        if (arguments.flag("detail", SieveExtension.SUBADDRESS)) {
            parts.add(Test.AddressPart.DETAIL);
        }
        if (parts.size() > 1) {
            throw Fault.at(arguments.position(), arguments.owner() + " looks at one part of an address only");
        }
        return parts.isEmpty() ? Test.AddressPart.ALL : parts.iterator().next();
    }

    private Test envelope(Arguments arguments) {
        need(SieveExtension.ENVELOPE, arguments);
        var match = new MatchArguments(arguments);
        var part = part(arguments);
        var strings = arguments.strings("\"from\" or \"to\"");
        var names = new ArrayList<Text>();
        for (var string : strings.strings()) {
            var name = TextCompiler.compile(string, scope);
            if (name instanceof Text.Constant(var value)
                    && !value.equalsIgnoreCase("from")
                    && !value.equalsIgnoreCase("to")) {
                throw Fault.at(string.position(), "the parts of an envelope are \"from\" and \"to\"");
            }
            names.add(name);
        }
        return new Test.Envelope(match.keys(arguments), part, List.copyOf(names));
    }

    private Test body(Arguments arguments) {
        need(SieveExtension.BODY, arguments);
        var match = new MatchArguments(arguments);
        boolean raw = arguments.flag("raw");
        boolean text = arguments.flag("text");
        var content = arguments.taggedTexts("content");
        if ((raw ? 1 : 0) + (text ? 1 : 0) + (content.isPresent() ? 1 : 0) > 1) {
            throw Fault.at(arguments.position(), "'body' takes one of ':raw', ':content' and ':text'");
        }
        Test.Transform transform = raw
                ? new Test.Raw()
                : content.<Test.Transform>map(Test.Content::new).orElse(new Test.Plain());
        // RFC 5173 §6: sets no match variables
        return new Test.Body(match.keys(arguments.strings("the keys to compare with"), false), transform);
    }

    private Test string(Arguments arguments) {
        need(SieveExtension.VARIABLES, arguments);
        var match = new MatchArguments(arguments);
        var sources = arguments.texts("the strings to compare");
        return new Test.Strings(match.keys(arguments), sources);
    }

    private Test hasFlag(Arguments arguments) {
        need(SieveExtension.IMAP4FLAGS, arguments);
        var match = new MatchArguments(arguments);
        var variables = new ArrayList<Text.Variable>();
        if (arguments.left() > 1) {
            need(SieveExtension.VARIABLES, arguments);
            for (var name : arguments.strings("names of variables").strings()) {
                variables.add(
                        Scope.isIdentifier(name.value())
                                ? scope.variable(name.value())
                                : scope.changeable(name.value(), name.position()));
            }
        }
        var strings = arguments.strings("flags");
        var keys = match.keys(strings, true);
        return new Test.HasFlag(
                keys,
                List.copyOf(variables),
                keys.keys().stream().map(Match.Key::text).toList());
    }

    private Test date(Arguments arguments) {
        need(SieveExtension.DATE, arguments);
        var match = new MatchArguments(arguments);
        var index = index(arguments);
        boolean original = arguments.flag("originalzone");
        var given = zone(arguments);
        if (original && given.isPresent()) {
            throw Fault.at(arguments.position(), "'date' takes ':zone' or ':originalzone', not both");
        }
        Test.Zone zone = original
                ? new Test.OriginalZone()
                : given.<Test.Zone>map(Test.GivenZone::new).orElse(new Test.LocalZone());
        var header = arguments.text("the name of a header field");
        var part = datePart(arguments);
        return new Test.Date(match.keys(arguments), index, zone, header, part, arguments.position());
    }

    private Optional<Text> zone(Arguments arguments) {
        return arguments.taggedString("zone").map(string -> {
            var text = TextCompiler.compile(string, scope);
            if (text instanceof Text.Constant(var offset)
                    && DateParts.offset(offset).isEmpty()) {
                throw Fault.at(string.position(), "':zone' needs an offset such as \"+0100\" behind it");
            }
            return text;
        });
    }

    private Text datePart(Arguments arguments) {
        var string = arguments.string("the part of a date");
        var text = TextCompiler.compile(string, scope);
        if (text instanceof Text.Constant(var part) && !DateParts.isPart(part)) {
            throw Fault.at(string.position(), "a date has no part '" + part + "'");
        }
        return text;
    }

    private Test currentDate(Arguments arguments) {
        need(SieveExtension.DATE, arguments);
        var match = new MatchArguments(arguments);
        var zone = zone(arguments).<Test.Zone>map(Test.GivenZone::new).orElse(new Test.LocalZone());
        var part = datePart(arguments);
        return new Test.CurrentDate(match.keys(arguments), zone, part, arguments.position());
    }

    private Test mailboxExists(Arguments arguments) {
        need(SieveExtension.MAILBOX, arguments);
        return new Test.MailboxExists(arguments.texts("names of mailboxes"));
    }

    private Test specialUseExists(Arguments arguments) {
        need(SieveExtension.SPECIAL_USE, arguments);
        var mailbox =
                arguments.left() > 1 ? Optional.of(arguments.text("the name of a mailbox")) : Optional.<Text>empty();
        var uses = EnumSet.noneOf(SpecialUse.class);
        boolean known = true;
        for (var string : arguments.strings("special uses").strings()) {
            var use = SpecialUse.named(string.value());
            use.ifPresent(uses::add);
            known &= use.isPresent();
        }
        return new Test.SpecialUseExists(mailbox, List.copyOf(uses), known);
    }

    private Test duplicate(Arguments arguments) {
        need(SieveExtension.DUPLICATE, arguments);
        var handle = arguments.taggedText("handle");
        var header = arguments.taggedText("header");
        var id = arguments.taggedText("uniqueid");
        if (header.isPresent() && id.isPresent()) {
            throw Fault.at(arguments.position(), "'duplicate' takes ':header' or ':uniqueid', not both");
        }
        var seconds = arguments.taggedNumber("seconds").map(Syntax.Number::value);
        boolean last = arguments.flag("last");
        Test.Source source = id.<Test.Source>map(Test.Given::new)
                .orElseGet(() -> new Test.FromHeader(header.orElse(new Text.Constant("message-id"))));
        return new Test.Duplicate(handle, source, seconds, last);
    }

    private Test environment(Arguments arguments) {
        need(SieveExtension.ENVIRONMENT, arguments);
        var match = new MatchArguments(arguments);
        var item = arguments.text("the name of an item");
        return new Test.Environment(match.keys(arguments), item);
    }

    private Test spamTest(Arguments arguments) {
        need(SieveExtension.SPAMTEST, arguments);
        boolean percent = arguments.flag("percent", SieveExtension.SPAMTESTPLUS);
        var match = new MatchArguments(arguments);
        return new Test.SpamTest(match.keys(arguments), percent);
    }

    /// RFC 5463 §4. What it finds is required from here on, for the rest of the script.
    private Test ihave(Arguments arguments) {
        need(SieveExtension.IHAVE, arguments);
        var extensions = new ArrayList<SieveExtension>();
        boolean all = true;
        for (var string : arguments.strings("names of extensions").strings()) {
            if (!(TextCompiler.compile(string, scope) instanceof Text.Constant(var capability))) {
                throw Fault.at(string.position(), "'ihave' cannot have variables in it");
            }
            var extension = SieveExtension.named(capability).filter(scope.settings.offered()::contains);
            boolean changesStrings = extension.equals(Optional.of(SieveExtension.VARIABLES))
                    || extension.equals(Optional.of(SieveExtension.ENCODED_CHARACTER));
            all &= extension.isPresent() && (!changesStrings || scope.has(extension.get()));
            extension.ifPresent(extensions::add);
        }
        if (all) {
            extensions.forEach(scope::require);
        }
        return new Test.Constant(all);
    }
}
