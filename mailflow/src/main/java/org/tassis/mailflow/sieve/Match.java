package org.tassis.mailflow.sieve;

import java.util.List;
import java.util.Optional;

/// The right side of a test: what a value is compared with, and how. RFC 5228 §2.7, RFC 5231 §4.
///
/// @param captures whether a `:matches` or `:regex` that fits sets the match variables: RFC 5229 §3.2
record Match(Type type, Collation collation, List<Key> keys, boolean captures, Position position) {
    sealed interface Type {}

    record Is() implements Type {}

    record Contains() implements Type {}

    record Matches() implements Type {}

    record Regular() implements Type {}

    record Value(Relation relation) implements Type {}

    record Count(Relation relation) implements Type {}

    enum Relation {
        GT,
        GE,
        LT,
        LE,
        EQ,
        NE;

        boolean holds(int comparison) {
            return switch (this) {
                case GT -> comparison > 0;
                case GE -> comparison >= 0;
                case LT -> comparison < 0;
                case LE -> comparison <= 0;
                case EQ -> comparison == 0;
                case NE -> comparison != 0;
            };
        }
    }

    /// @param glob  of a constant key of `:matches`
    /// @param regex of a constant key of `:regex`
    record Key(Text text, Optional<Glob> glob, Optional<Regex> regex) {}

    boolean isCount() {
        return type instanceof Count;
    }

    /// Whether any of the values fits any of the keys, or for `:count` their number does.
    boolean any(Run run, List<String> values) {
        if (isCount()) {
            return count(run, values.size());
        }
        for (var value : values) {
            if (one(run, value)) {
                return true;
            }
        }
        return false;
    }

    boolean count(Run run, int number) {
        if (!(type instanceof Count(var relation))) {
            throw new IllegalStateException("not a count");
        }
        var written = Integer.toString(number);
        for (var key : keys) {
            run.spend(10);
            if (relation.holds(collation.compare(written, run.expand(key.text)))) {
                return true;
            }
        }
        return false;
    }

    boolean one(Run run, String value) {
        for (var key : keys) {
            if (fits(run, value, key)) {
                return true;
            }
        }
        return false;
    }

    private boolean fits(Run run, String value, Key key) {
        return switch (type) {
            case Is _ -> {
                var text = run.expand(key.text);
                run.spend(10 + Math.min(value.length(), text.length()));
                yield collation.same(value, text);
            }
            case Contains _ -> {
                run.spend(10);
                yield collation.find(value, run.expand(key.text), 0, run) >= 0;
            }
            case Matches _ -> {
                run.spend(10);
                var glob = key.glob.orElseGet(() -> Glob.compile(run.expand(key.text), collation));
                yield captured(run, glob.matched(value, run));
            }
            case Regular _ -> {
                var regex = key.regex.orElseGet(() -> run.regex(run.expand(key.text), collation));
                yield captured(run, regex.find(value, run));
            }
            case Value(var relation) -> {
                var text = run.expand(key.text);
                run.spend(10 + Math.min(value.length(), text.length()));
                yield relation.holds(collation.compare(value, text));
            }
            case Count _ -> throw new IllegalStateException("a count has no single value");
        };
    }

    private boolean captured(Run run, Optional<List<String>> match) {
        if (match.isPresent() && captures) {
            run.captured(match.get());
        }
        return match.isPresent();
    }
}
