package org.tassis.mailflow.sieve;

import java.util.List;
import java.util.Optional;

/// Hands out the arguments of one command or test: first the tags, in any order, then the positional ones,
/// then {@link #end}. RFC 5228 §2.6.
final class Arguments {
    private final Scope scope;
    private final String owner;
    private final Position position;
    private final List<Syntax.Argument> arguments;
    private final boolean[] taken;
    private boolean tagsDone;
    private int next;

    Arguments(Scope scope, String owner, Position position, List<Syntax.Argument> arguments) {
        this.scope = scope;
        this.owner = owner;
        this.position = position;
        this.arguments = arguments;
        this.taken = new boolean[arguments.size()];
    }

    Position position() {
        return position;
    }

    String owner() {
        return "'" + owner + "'";
    }

    Scope scope() {
        return scope;
    }

    /// Where the tag stands; -1 when it does not.
    private int find(String tag) {
        int found = -1;
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i] && arguments.get(i) instanceof Syntax.Tag(var name, var place) && name.equals(tag)) {
                if (found >= 0) {
                    throw Fault.at(place, "':" + tag + "' is given twice");
                }
                found = i;
            }
        }
        if (found >= 0) {
            taken[found] = true;
        }
        return found;
    }

    boolean flag(String tag) {
        return find(tag) >= 0;
    }

    boolean flag(String tag, SieveExtension extension) {
        int at = find(tag);
        if (at >= 0) {
            scope.need(extension, "':" + tag + "'", arguments.get(at).position());
        }
        return at >= 0;
    }

    private Optional<Syntax.Argument> valued(String tag, String what) {
        int at = find(tag);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == taken.length || taken[at + 1]) {
            throw Fault.at(arguments.get(at).position(), "':" + tag + "' needs " + what + " behind it");
        }
        taken[at + 1] = true;
        return Optional.of(arguments.get(at + 1));
    }

    Optional<Syntax.Str> taggedString(String tag) {
        return valued(tag, "a string").map(argument -> single(argument, "':" + tag + "'"));
    }

    Optional<Syntax.Str> taggedString(String tag, SieveExtension extension) {
        var string = taggedString(tag);
        string.ifPresent(s -> scope.need(extension, "':" + tag + "'", s.position()));
        return string;
    }

    Optional<Text> taggedText(String tag) {
        return taggedString(tag).map(string -> TextCompiler.compile(string, scope));
    }

    Optional<List<Text>> taggedTexts(String tag) {
        return valued(tag, "a string or a list of strings").map(argument -> list(argument, "':" + tag + "'"));
    }

    Optional<List<Text>> taggedTexts(String tag, SieveExtension extension) {
        int at = peek(tag);
        if (at >= 0) {
            scope.need(extension, "':" + tag + "'", arguments.get(at).position());
        }
        return taggedTexts(tag);
    }

    private int peek(String tag) {
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i] && arguments.get(i) instanceof Syntax.Tag(var name, var _) && name.equals(tag)) {
                return i;
            }
        }
        return -1;
    }

    Optional<Syntax.Number> taggedNumber(String tag) {
        return valued(tag, "a number").map(argument -> {
            if (argument instanceof Syntax.Number number) {
                return number;
            }
            throw Fault.at(argument.position(), "':" + tag + "' needs a number behind it");
        });
    }

    /// How many positional arguments there are.
    int left() {
        tagsDone();
        int left = 0;
        for (int i = next; i < taken.length; i++) {
            left += taken[i] ? 0 : 1;
        }
        return left;
    }

    /// The next positional argument.
    Syntax.Str string(String what) {
        return single(take(what), what);
    }

    Text text(String what) {
        return TextCompiler.compile(string(what), scope);
    }

    List<Text> texts(String what) {
        return list(take(what), what);
    }

    Syntax.Strings strings(String what) {
        var argument = take(what);
        if (argument instanceof Syntax.Strings strings) {
            return strings;
        }
        throw Fault.at(argument.position(), owner() + " needs " + what + " here, as a string or a list of strings");
    }

    long number(String what) {
        var argument = take(what);
        if (argument instanceof Syntax.Number(var value, var _)) {
            return value;
        }
        throw Fault.at(argument.position(), owner() + " needs " + what + " here, as a number");
    }

    private Syntax.Argument take(String what) {
        tagsDone();
        while (next < taken.length && taken[next]) {
            next++;
        }
        if (next == taken.length) {
            throw Fault.at(position, owner() + " needs " + what);
        }
        taken[next] = true;
        return arguments.get(next);
    }

    /// RFC 5228 §2.6.2: tags come first.
    private void tagsDone() {
        if (tagsDone) {
            return;
        }
        tagsDone = true;
        boolean positional = false;
        for (int i = 0; i < taken.length; i++) {
            var argument = arguments.get(i);
            if (!taken[i] && argument instanceof Syntax.Tag(var name, var place)) {
                throw Fault.unknown(place, owner() + " does not know ':" + name + "'");
            }
            if (taken[i] && positional) {
                throw Fault.at(argument.position(), "tags such as this one come before the other arguments");
            }
            positional |= !taken[i];
        }
    }

    private Syntax.Str single(Syntax.Argument argument, String what) {
        if (argument instanceof Syntax.Strings(var strings, var list, var _) && !list) {
            return strings.getFirst();
        }
        throw Fault.at(argument.position(), owner() + " needs one string here: " + what);
    }

    private List<Text> list(Syntax.Argument argument, String what) {
        if (argument instanceof Syntax.Strings(var strings, var _, var _)) {
            return strings.stream()
                    .map(string -> TextCompiler.compile(string, scope))
                    .toList();
        }
        throw Fault.at(argument.position(), owner() + " needs strings here: " + what);
    }

    /// Nothing may be left.
    void end() {
        tagsDone();
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                throw Fault.at(arguments.get(i).position(), owner() + " has one argument too many");
            }
        }
    }

    /// @throws Fault when variables stand in it
    static String constant(Text text, Position position, String what) {
        if (text instanceof Text.Constant(var value)) {
            return value;
        }
        throw Fault.at(position, what + " cannot have variables in it");
    }
}
