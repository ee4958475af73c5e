package org.tassis.mailflow.sieve;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Flags;

/// One run of a script: what it knows and has set so far, and the walk over its commands. For one thread.
final class Run implements Cost {
    /// Steps for a character that is held, not only looked at: so a run holds 25 MB of them at most.
    private static final long MEMORY = 8;

    final SieveMessage message;
    final SieveEnvelope envelope;
    final SieveContext context;
    final SieveLimits limits;
    final Headers headers;
    final Outcome outcome;

    private final TestRun tests;
    private final List<Frame> frames = new ArrayList<>(2);
    private final Set<String> included = new HashSet<>();
    private int inclusions;
    private final Map<String, String> globals = new HashMap<>();
    private FlagList flags = FlagList.of(List.of());
    private final Map<String, Duration> seen = new LinkedHashMap<>();
    private @Nullable Instant now;
    private long steps;
    private Position at = new Position(1, 1);

    Run(SieveScript script, SieveMessage message, SieveEnvelope envelope, SieveContext context) {
        this.message = message;
        this.envelope = envelope;
        this.context = context;
        this.limits = script.limits();
        this.steps = limits.steps();
        this.headers = new Headers(message, this);
        this.outcome = new Outcome(limits);
        this.tests = new TestRun(this);
        frames.add(new Frame(script, ""));
    }

    SieveResult result() {
        try {
            execute(frame().script.commands());
            return outcome.result(flags.flags(), headers.snapshot(), seen);
        } catch (Fault fault) {
            return Outcome.failed(error(fault));
        }
    }

    private SieveError error(Fault fault) {
        var error = fault.error();
        return frames.size() == 1
                ? error
                : new SieveError(
                        error.line(),
                        error.column(),
                        "in the included script '" + frame().title() + "': " + error.message());
    }

    private Frame frame() {
        return frames.getLast();
    }

    private Flow execute(List<Command> commands) {
        for (var command : commands) {
            var flow = execute(command);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    /// Of the main script: an included one has lines of its own.
    private int line(Position position) {
        return frames.size() == 1 ? position.line() : 0;
    }

    private Flow execute(Command command) {
        at = command.position();
        spend(20);
        switch (command) {
            case Command.If conditional -> {
                return choose(conditional);
            }
            case Command.Stop _ -> {
                return Flow.STOP;
            }
            case Command.Return _ -> {
                return Flow.RETURN;
            }
            case Command.Include include -> {
                return include(include);
            }
            case Command.Keep(var given, var position) ->
                outcome.keep(position, line(position), flags(given), headers.snapshot());
            case Command.Discard(var position) -> outcome.discard(line(position));
            case Command.FileInto file -> Filing.fileInto(this, file, line(file.position()), flags(file.flags()));
            case Command.Redirect(var address, var copy, var position) -> {
                var written = expand(address);
                var to = Addresses.outbound(written)
                        .orElseThrow(() -> Fault.at(position, "'" + written + "' is no e-mail address"));
                outcome.redirect(position, line(position), to, copy, headers.snapshot());
            }
            case Command.Reject(var reason, var extended, var position) ->
                outcome.reject(position, line(position), expand(reason), extended);
            case Command.Vacation vacation -> Vacations.reply(this, vacation, line(vacation.position()));
            case Command.SetVariable(var variable, var modifiers, var value, var position) ->
                set(variable, Modifiers.apply(modifiers, expand(value)), position);
            case Command.ChangeFlags change -> change(change);
            case Command.AddHeader(var name, var value, var last, var position) -> {
                var field = fieldName(name, position);
                if (headers.mayChange(field)) {
                    outcome.count(position);
                    headers.add(field, cut(expand(value)), last);
                }
            }
            case Command.DeleteHeader(var name, var index, var match, var position) -> {
                var field = fieldName(name, position);
                if (headers.mayChange(field)) {
                    headers.delete(this, field, index, match);
                }
            }
            case Command.Fail(var text, var position) -> throw Fault.at(position, expand(text));
        }
        return Flow.NEXT;
    }

    private String fieldName(Text name, Position position) {
        var field = expand(name);
        if (!EditedHeader.isFieldName(field)) {
            throw Fault.at(position, "'" + field + "' is no name for a header field");
        }
        return field;
    }

    private Flow choose(Command.If conditional) {
        for (var branch : conditional.branches()) {
            at = branch.position();
            if (tests.holds(branch.test())) {
                return execute(branch.block());
            }
        }
        return execute(conditional.otherwise());
    }

    /// RFC 6609 §3.2.
    private Flow include(Command.Include include) {
        var name = (include.global() ? "global " : "personal ") + include.name();
        boolean open = frames.stream().anyMatch(frame -> frame.name.equals(name));
        if (include.once() && (open || included.contains(name))) {
            return Flow.NEXT;
        }
        if (open) {
            throw Fault.at(include.position(), "'" + include.name() + "' includes itself");
        }
        if (frames.size() >= limits.includes()) {
            throw Fault.at(include.position(), "scripts are included more than " + limits.includes() + " deep");
        }
        if (++inclusions > limits.includedScripts()) {
            throw Fault.at(include.position(), "more than " + limits.includedScripts() + " scripts are included");
        }
        var script = context.included(include.name(), include.global());
        if (script.isEmpty()) {
            if (include.optional()) {
                return Flow.NEXT;
            }
            throw Fault.at(include.position(), "there is no script '" + include.name() + "' to include");
        }
        included.add(name);
        frames.add(new Frame(script.get(), name));
        var flow = execute(script.get().commands());
        frames.removeLast();
        at = include.position();
        return flow == Flow.STOP ? Flow.STOP : Flow.NEXT;
    }

    private Flags flags(Optional<List<Text>> given) {
        return given.map(lists -> FlagList.of(expand(lists)).flags()).orElseGet(flags::flags);
    }

    private void change(Command.ChangeFlags change) {
        var list = change.change() == Command.FlagChange.SET
                ? FlagList.of(List.of())
                : change.variable()
                        .map(variable -> FlagList.of(List.of(value(variable))))
                        .orElse(flags);
        if (change.change() == Command.FlagChange.REMOVE) {
            list.remove(expand(change.flags()));
        } else {
            list.add(expand(change.flags()));
        }
        if (change.variable().isPresent()) {
            set(change.variable().get(), list.toString(), change.position());
        } else {
            flags = list;
        }
    }

    /// Of the internal variable.
    List<String> flagWords() {
        return flags.words();
    }

    private void set(Text.Variable variable, String value, Position position) {
        var variables = variable.global() ? globals : frame().variables;
        if (variables.size() >= limits.variables() && !variables.containsKey(variable.name())) {
            throw Fault.at(position, "more than " + limits.variables() + " variables are set");
        }
        variables.put(variable.name(), cut(value));
    }

    /// RFC 5229 §6: what is too long is cut, in silence.
    private String cut(String value) {
        int length = limits.variableLength();
        if (value.length() <= length) {
            return value;
        }
        return value.substring(0, Character.isHighSurrogate(value.charAt(length - 1)) ? length - 1 : length);
    }

    String value(Text.Variable variable) {
        var variables = variable.global() ? globals : frame().variables;
        return variables.getOrDefault(variable.name(), "");
    }

    void captured(List<String> captures) {
        frame().captures = captures;
    }

    String expand(Text text) {
        if (text instanceof Text.Constant(var value)) {
            return value;
        }
        var pieces = ((Text.Template) text).pieces();
        if (pieces.size() == 1 && pieces.getFirst() instanceof Text.Reference(var variable)) {
            spend(20);
            return value(variable);
        }
        var out = new StringBuilder();
        for (var piece : pieces) {
            switch (piece) {
                case Text.Literal(var literal) -> out.append(literal);
                case Text.Reference(var reference) -> out.append(value(reference));
                case Text.Captured(var index) -> {
                    var captures = frame().captures;
                    out.append(index < captures.size() ? captures.get(index) : "");
                }
            }
            if (out.length() > limits.expandedLength()) {
                throw fault("a string grows beyond " + limits.expandedLength() + " characters");
            }
        }
        spend(20 + MEMORY * out.length());
        return out.toString();
    }

    List<String> expand(List<Text> texts) {
        var expanded = new ArrayList<String>(texts.size());
        for (var text : texts) {
            expanded.add(expand(text));
        }
        return expanded;
    }

    Regex regex(String expression, Collation collation) {
        spend(50_000);
        return Regex.compile(expression, collation, limits, at);
    }

    @Override
    public void spend(long cost) {
        steps -= cost;
        if (steps < 0) {
            throw fault("the script takes too long for this message");
        }
    }

    Fault fault(String message) {
        return Fault.at(at, message);
    }

    /// The same through the whole run: RFC 5260 §5.
    OffsetDateTime now(Optional<ZoneOffset> zone) {
        var instant = now;
        if (instant == null) {
            instant = context.clock().instant();
            now = instant;
        }
        return instant.atOffset(zone.orElse(context.zone().getRules().getOffset(instant)));
    }

    /// RFC 7352 §3: remembered when the run ends well.
    void remember(String id, Duration lifetime) {
        seen.put(id, lifetime);
    }
}
