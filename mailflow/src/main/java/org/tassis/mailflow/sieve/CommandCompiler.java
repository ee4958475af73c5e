package org.tassis.mailflow.sieve;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;

/// Understands commands: their names, what they require, their arguments, and where they may stand. One
/// command that is wrong does not hide the next: all faults are collected.
final class CommandCompiler {
    private static final long DEFAULT_VACATION = 7 * 86400L; // RFC 5230 §4.1

    private final Scope scope;
    private final TestCompiler tests;
    private boolean mayRequire = true;

    CommandCompiler(Scope scope) {
        this.scope = scope;
        this.tests = new TestCompiler(scope);
    }

    List<Command> compile(List<Syntax.Command> commands) {
        var compiled = new ArrayList<Command>(commands.size());
        for (int i = 0; i < commands.size() && !scope.isFull(); i++) {
            var command = commands.get(i);
            if (command.name().equals("if")) {
                int end = i + 1;
                while (end < commands.size() && continues(commands.get(end))) {
                    end++;
                }
                compiled.add(conditional(commands.subList(i, end)));
                i = end - 1;
                continue;
            }
            try {
                single(command).ifPresent(compiled::add);
            } catch (Fault fault) {
                compiled.add(putOff(fault));
            }
        }
        return List.copyOf(compiled);
    }

    /// @return what takes the place of a command that was not understood
    private Command putOff(Fault fault) {
        if (!fault.isAboutExtension() || !scope.has(SieveExtension.IHAVE)) {
            scope.report(fault);
        }
        return new Command.Fail(new Text.Constant(fault.text()), fault.position());
    }

    private static boolean continues(Syntax.Command command) {
        return command.name().equals("elsif") || command.name().equals("else");
    }

    /// `if`, and the `elsif` and `else` behind it: RFC 5228 §3.1.
    private Command conditional(List<Syntax.Command> chain) {
        mayRequire = false;
        var branches = new ArrayList<Command.Branch>(chain.size());
        List<Command> otherwise = List.of();
        boolean ended = false;
        for (var command : chain) {
            Optional<Test> test = Optional.empty();
            try {
                if (ended) {
                    throw Fault.at(command.position(), "'" + command.name() + "' cannot follow 'else'");
                }
                if (!command.arguments().isEmpty()) {
                    throw Fault.at(command.position(), "'" + command.name() + "' takes a test and nothing else");
                }
                if (!command.name().equals("else")) {
                    if (command.tests().size() != 1) {
                        throw Fault.at(command.position(), "'" + command.name() + "' takes one test");
                    }
                    test = Optional.of(tests.compile(command.tests().getFirst()));
                } else if (!command.tests().isEmpty()) {
                    throw Fault.at(command.position(), "'else' takes no test; 'elsif' does");
                }
                if (command.block().isEmpty()) {
                    throw Fault.at(command.position(), "'" + command.name() + "' needs commands in braces");
                }
            } catch (Fault fault) {
                scope.report(fault);
            }
            var block = compile(command.block().orElse(List.of()));
            if (test.isPresent()) {
                branches.add(new Command.Branch(test.get(), block, command.position()));
            } else {
                otherwise = block;
                ended = command.name().equals("else");
            }
        }
        return new Command.If(List.copyOf(branches), otherwise, chain.getFirst().position());
    }

    private Optional<Command> single(Syntax.Command command) {
        if (continues(command)) {
            throw Fault.at(command.position(), "'" + command.name() + "' must follow 'if' or 'elsif'");
        }
        var arguments = new Arguments(scope, command.name(), command.position(), command.arguments());
        if (command.name().equals("require")) {
            plain(command);
            require(arguments);
            arguments.end();
            return Optional.empty();
        }
        mayRequire = false;
        plain(command);
        Optional<Command> compiled = Optional.empty();
        if (command.name().equals("global")) {
            global(arguments);
        } else {
            compiled = Optional.of(action(command, arguments));
        }
        arguments.end();
        return compiled;
    }

    private static void plain(Syntax.Command command) {
        if (!command.tests().isEmpty()) {
            var test = command.tests().getFirst();
            throw Fault.at(
                    test.position(),
                    "'" + command.name() + "' takes no test: is a ';' missing before '" + test.name() + "'?");
        }
        if (command.block().isPresent()) {
            throw Fault.at(command.position(), "'" + command.name() + "' takes no block, but ends with ';'");
        }
    }

    /// RFC 5228 §3.2.
    private void require(Arguments arguments) {
        if (!mayRequire) {
            throw Fault.at(arguments.position(), "'require' must come before all other commands");
        }
        for (var string : arguments.strings("names of extensions").strings()) {
            var extension = SieveExtension.named(string.value()).filter(scope.settings.offered()::contains);
            if (extension.isEmpty()) {
                scope.report(Fault.at(string.position(), "this server has no extension \"" + string.value() + "\""));
            } else {
                scope.require(extension.get());
            }
        }
    }

    private Command action(Syntax.Command command, Arguments arguments) {
        var at = command.position();
        return switch (command.name()) {
            case "stop" -> new Command.Stop(at);
            case "keep" -> new Command.Keep(flags(arguments), at);
            case "discard" -> new Command.Discard(at);
            case "fileinto" -> fileInto(arguments);
            case "redirect" -> redirect(arguments);
            case "reject" -> reject(arguments, SieveExtension.REJECT);
            case "ereject" -> reject(arguments, SieveExtension.EREJECT);
            case "vacation" -> vacation(arguments);
            case "set" -> set(arguments);
            case "setflag" -> changeFlags(arguments, Command.FlagChange.SET);
            case "addflag" -> changeFlags(arguments, Command.FlagChange.ADD);
            case "removeflag" -> changeFlags(arguments, Command.FlagChange.REMOVE);
            case "addheader" -> addHeader(arguments);
            case "deleteheader" -> deleteHeader(arguments);
            case "include" -> include(arguments);
            case "return" -> {
                need(SieveExtension.INCLUDE, arguments);
                yield new Command.Return(at);
            }
            case "error" -> {
                need(SieveExtension.IHAVE, arguments);
                yield new Command.Fail(arguments.text("a message"), at);
            }
            default -> throw Fault.unknown(at, "there is no command '" + command.name() + "'");
        };
    }

    private void need(SieveExtension extension, Arguments arguments) {
        scope.need(extension, arguments.owner(), arguments.position());
    }

    private Optional<List<Text>> flags(Arguments arguments) {
        return arguments.taggedTexts("flags", SieveExtension.IMAP4FLAGS);
    }

    private Command fileInto(Arguments arguments) {
        need(SieveExtension.FILEINTO, arguments);
        boolean copy = arguments.flag("copy", SieveExtension.COPY);
        boolean create = arguments.flag("create", SieveExtension.MAILBOX);
        var use = arguments.taggedString("specialuse", SieveExtension.SPECIAL_USE);
        var flags = flags(arguments);
        var string = arguments.string("the name of a mailbox");
        var name = TextCompiler.compile(string, scope);
        Optional<MailboxName> mailbox = Optional.empty();
        if (name instanceof Text.Constant(var value)) {
            mailbox = MailboxName.parse(value);
            if (mailbox.isEmpty()) {
                throw Fault.at(string.position(), MailboxName.fault(value).orElse("this is no mailbox name"));
            }
        }
        use.filter(written -> !isFlag(written.value())).ifPresent(written -> {
            throw Fault.at(written.position(), "':specialuse' needs a use such as \"\\\\Junk\" behind it");
        });
        return new Command.FileInto(
                name,
                mailbox,
                copy,
                create,
                use.flatMap(written -> SpecialUse.named(written.value())),
                flags,
                arguments.position());
    }

    private static boolean isFlag(String word) {
        return word.startsWith("\\") && Flags.isKeyword(word.substring(1));
    }

    private Command redirect(Arguments arguments) {
        boolean copy = arguments.flag("copy", SieveExtension.COPY);
        var string = arguments.string("an address");
        var address = TextCompiler.compile(string, scope);
        if (address instanceof Text.Constant(var value)
                && Addresses.outbound(value).isEmpty()) {
            throw Fault.at(string.position(), "'" + value + "' is no e-mail address");
        }
        return new Command.Redirect(address, copy, arguments.position());
    }

    private Command reject(Arguments arguments, SieveExtension extension) {
        need(extension, arguments);
        return new Command.Reject(
                arguments.text("a reason"), extension == SieveExtension.EREJECT, arguments.position());
    }

    /// RFC 5230 §4, RFC 6131 §2.
    private Command vacation(Arguments arguments) {
        need(SieveExtension.VACATION, arguments);
        var days = arguments.taggedNumber("days");
        var seconds = arguments.taggedNumber("seconds");
        seconds.ifPresent(number -> scope.need(SieveExtension.VACATION_SECONDS, "':seconds'", number.position()));
        if (days.isPresent() && seconds.isPresent()) {
            throw Fault.at(arguments.position(), "'vacation' takes ':days' or ':seconds', not both");
        }
        var subject = arguments.taggedText("subject");
        var fromString = arguments.taggedString("from");
        var from = fromString.map(string -> TextCompiler.compile(string, scope));
        if (from.isPresent()
                && from.get() instanceof Text.Constant(var value)
                && Addresses.outbound(value).isEmpty()) {
            throw Fault.at(fromString.get().position(), "'" + value + "' is no e-mail address");
        }
        var addresses = arguments.taggedTexts("addresses").orElse(List.of());
        boolean mime = arguments.flag("mime");
        var handle = arguments.taggedText("handle");
        var reason = arguments.text("the text of the reply");
        long interval = days.map(number -> Math.min(number.value(), 100_000) * 86400)
                .or(() -> seconds.map(Syntax.Number::value))
                .orElse(DEFAULT_VACATION);
        if (days.isPresent()) {
            interval = Math.max(86400, interval);
        }
        // RFC 5230 §4.2: before variables are put in
        var id = Digests.of(
                "vacation",
                subject.map(Text::source).orElse(""),
                from.map(Text::source).orElse(""),
                mime ? "mime" : "",
                reason.source());
        return new Command.Vacation(interval, subject, from, addresses, mime, handle, id, reason, arguments.position());
    }

    private Command set(Arguments arguments) {
        need(SieveExtension.VARIABLES, arguments);
        var modifiers = EnumSet.noneOf(Command.Modifier.class);
        for (var modifier : Command.Modifier.values()) {
            var tag = modifier.name().toLowerCase(Locale.ROOT);
            boolean given = modifier == Command.Modifier.QUOTEREGEX
                    ? arguments.flag(tag, SieveExtension.REGEX)
                    : arguments.flag(tag);
            if (given) {
                modifiers.add(modifier);
            }
        }
        clash(arguments, modifiers, Command.Modifier.LOWER, Command.Modifier.UPPER);
        clash(arguments, modifiers, Command.Modifier.LOWERFIRST, Command.Modifier.UPPERFIRST);
        clash(arguments, modifiers, Command.Modifier.QUOTEWILDCARD, Command.Modifier.QUOTEREGEX);
        var name = arguments.string("the name of a variable");
        var variable = scope.changeable(name.value(), name.position());
        return new Command.SetVariable(variable, modifiers, arguments.text("a value"), arguments.position());
    }

    private static void clash(
            Arguments arguments, EnumSet<Command.Modifier> given, Command.Modifier a, Command.Modifier b) {
        if (given.contains(a) && given.contains(b)) {
            throw Fault.at(
                    arguments.position(),
                    ("':" + a + "' and ':" + b + "' do not go together").toLowerCase(Locale.ROOT));
        }
    }

    private Command changeFlags(Arguments arguments, Command.FlagChange change) {
        need(SieveExtension.IMAP4FLAGS, arguments);
        Optional<Text.Variable> variable = Optional.empty();
        if (arguments.left() > 1) {
            need(SieveExtension.VARIABLES, arguments);
            var name = arguments.string("the name of a variable");
            variable = Optional.of(scope.changeable(name.value(), name.position()));
        }
        return new Command.ChangeFlags(change, variable, arguments.texts("flags"), arguments.position());
    }

    private Command addHeader(Arguments arguments) {
        need(SieveExtension.EDITHEADER, arguments);
        boolean last = arguments.flag("last");
        var name = fieldName(arguments);
        return new Command.AddHeader(name, arguments.text("a value"), last, arguments.position());
    }

    private Text fieldName(Arguments arguments) {
        var string = arguments.string("the name of a header field");
        var name = TextCompiler.compile(string, scope);
        if (name instanceof Text.Constant(var value) && !EditedHeader.isFieldName(value)) {
            throw Fault.at(string.position(), "'" + value + "' is no name for a header field");
        }
        return name;
    }

    private Command deleteHeader(Arguments arguments) {
        need(SieveExtension.EDITHEADER, arguments);
        var matching = new MatchArguments(arguments);
        var index = TestCompiler.indexed(arguments, arguments.taggedNumber("index"));
        var name = fieldName(arguments);
        var match = arguments.left() > 0
                ? Optional.of(matching.keys(arguments.strings("values"), false))
                : Optional.<Match>empty();
        return new Command.DeleteHeader(name, index, match, arguments.position());
    }

    /// RFC 6609 §3.2.
    private Command include(Arguments arguments) {
        need(SieveExtension.INCLUDE, arguments);
        boolean personal = arguments.flag("personal");
        boolean global = arguments.flag("global");
        if (personal && global) {
            throw Fault.at(arguments.position(), "'include' takes ':personal' or ':global', not both");
        }
        boolean once = arguments.flag("once");
        boolean optional = arguments.flag("optional");
        var string = arguments.string("the name of a script");
        if (!isScriptName(string.value())) {
            throw Fault.at(string.position(), "this is no name for a script");
        }
        return new Command.Include(string.value(), global, once, optional, arguments.position());
    }

    private static boolean isScriptName(String name) {
        return !name.isEmpty()
                && name.length() <= 128
                && name.indexOf('/') < 0
                && name.codePoints()
                        .noneMatch(c -> c == '\\' || Character.isISOControl(c) || c == 0x2028 || c == 0x2029)
                && !name.contains("${"); // RFC 6609 §3.2: names are constant, and this was meant as a variable
    }

    private void global(Arguments arguments) {
        need(SieveExtension.INCLUDE, arguments);
        need(SieveExtension.VARIABLES, arguments);
        for (var string : arguments.strings("names of variables").strings()) {
            if (!Scope.isIdentifier(string.value())) {
                throw Fault.at(string.position(), "'" + string.value() + "' is no name for a variable");
            }
            scope.declareGlobal(string.value().toLowerCase(Locale.ROOT), string.position());
        }
    }
}
