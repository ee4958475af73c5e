package org.tassis.mailflow.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The tags that say how a test compares, `[COMPARATOR] [MATCH-TYPE]`, read before its keys are: RFC 5228
/// §2.7, RFC 5231 §3.
final class MatchArguments {
    private final Scope scope;
    private final Match.Type type;
    private final Collation collation;
    private final Position position;

    MatchArguments(Arguments arguments) {
        this.scope = arguments.scope();
        this.position = arguments.position();
        this.collation = collation(arguments);
        this.type = type(arguments);
        boolean substrings =
                type instanceof Match.Contains || type instanceof Match.Matches || type instanceof Match.Regular;
        if (substrings && !collation.hasSubstrings()) {
            throw Fault.at(
                    position,
                    "the comparator \"" + collation.identifier() + "\" does not go with :contains, :matches or :regex");
        }
    }

    private static Collation collation(Arguments arguments) {
        var name = arguments.taggedString("comparator");
        if (name.isEmpty()) {
            return Collation.ASCII_CASEMAP;
        }
        var identifier = name.get().value();
        var place = name.get().position();
        var collation = Collation.named(identifier)
                .orElseThrow(() -> Fault.unknown(place, "there is no comparator \"" + identifier + "\""));
        SieveExtension.named("comparator-" + identifier)
                .ifPresent(
                        extension -> arguments.scope().need(extension, "the comparator \"" + identifier + "\"", place));
        return collation;
    }

    private static Match.Type type(Arguments arguments) {
        var types = new ArrayList<Match.Type>(1);
        if (arguments.flag("is")) {
            types.add(new Match.Is());
        }
        if (arguments.flag("contains")) {
            types.add(new Match.Contains());
        }
        if (arguments.flag("matches")) {
            types.add(new Match.Matches());
        }
        if (arguments.flag("regex", SieveExtension.REGEX)) {
            types.add(new Match.Regular());
        }
        relation(arguments, "value").ifPresent(relation -> types.add(new Match.Value(relation)));
        relation(arguments, "count").ifPresent(relation -> types.add(new Match.Count(relation)));
        if (types.size() > 1) {
            throw Fault.at(arguments.position(), arguments.owner() + " has more than one match type");
        }
        return types.isEmpty() ? new Match.Is() : types.getFirst();
    }

    private static Optional<Match.Relation> relation(Arguments arguments, String tag) {
        return arguments.taggedString(tag, SieveExtension.RELATIONAL).map(string -> switch (string.value()
                .toLowerCase(Locale.ROOT)) {
            case "gt" -> Match.Relation.GT;
            case "ge" -> Match.Relation.GE;
            case "lt" -> Match.Relation.LT;
            case "le" -> Match.Relation.LE;
            case "eq" -> Match.Relation.EQ;
            case "ne" -> Match.Relation.NE;
            default ->
                throw Fault.at(
                        string.position(),
                        "':" + tag + "' needs one of \"gt\", \"ge\", \"lt\", \"le\", \"eq\", \"ne\"");
        });
    }

    boolean isCount() {
        return type instanceof Match.Count;
    }

    /// With the next positional argument as keys.
    Match keys(Arguments arguments) {
        return keys(arguments.strings("the keys to compare with"), true);
    }

    /// @param captures whether it may set match variables
    Match keys(Syntax.Strings strings, boolean captures) {
        var keys = new ArrayList<Match.Key>(strings.strings().size());
        for (var string : strings.strings()) {
            var text = TextCompiler.compile(string, scope);
            Optional<Glob> glob = Optional.empty();
            Optional<Regex> regex = Optional.empty();
            if (text instanceof Text.Constant(var value)) {
                glob = type instanceof Match.Matches ? Optional.of(Glob.compile(value, collation)) : glob;
                regex = type instanceof Match.Regular
                        ? Optional.of(scope.regex(value, collation, string.position()))
                        : regex;
            }
            keys.add(new Match.Key(text, glob, regex));
        }
        return match(keys, captures);
    }

    Match match(List<Match.Key> keys, boolean captures) {
        return new Match(type, collation, List.copyOf(keys), captures && scope.has(SieveExtension.VARIABLES), position);
    }
}
