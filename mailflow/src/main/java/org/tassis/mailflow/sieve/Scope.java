package org.tassis.mailflow.sieve;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What is known at one place of a script that is being compiled. Used by one compilation.
final class Scope {
    /// How many regular expressions of the largest size a script may hold; of small ones many more.
    private static final int LARGE_REGEXES = 20;

    final SieveSettings settings;
    private final Set<SieveExtension> required = EnumSet.noneOf(SieveExtension.class);
    private final Set<String> globals = new HashSet<>();
    private final Set<String> locals = new HashSet<>();
    private final List<SieveError> errors = new ArrayList<>();
    private long regexSize;

    Scope(SieveSettings settings) {
        this.settings = settings;
        required.add(SieveExtension.COMPARATOR_OCTET);
        required.add(SieveExtension.COMPARATOR_ASCII_CASEMAP);
    }

    SieveLimits limits() {
        return settings.limits();
    }

    void require(SieveExtension extension) {
        required.add(extension);
        switch (extension) {
            case VACATION_SECONDS -> required.add(SieveExtension.VACATION); // RFC 6131 §2
            case SPAMTESTPLUS -> required.add(SieveExtension.SPAMTEST);
            default -> {}
        }
    }

    /// So far.
    Set<SieveExtension> required() {
        return required;
    }

    boolean has(SieveExtension extension) {
        return required.contains(extension);
    }

    /// @param what wants it, e.g. `':copy'`
    void need(SieveExtension extension, String what, Position position) {
        if (!has(extension)) {
            throw Fault.unknown(position, what + " needs require \"" + extension.capability() + "\"");
        }
    }

    void report(Fault fault) {
        errors.add(fault.error());
    }

    boolean isFull() {
        return errors.size() >= SieveCompilation.MAX_ERRORS;
    }

    List<SieveError> errors() {
        return errors;
    }

    Regex regex(String expression, Collation collation, Position position) {
        var regex = Regex.compile(expression, collation, limits(), position);
        regexSize += regex.size();
        if (regexSize > (long) LARGE_REGEXES * limits().regexSize()) {
            throw Fault.at(position, "the regular expressions of this script are too large together");
        }
        return regex;
    }

    /// RFC 6609 §3.4.1.
    void declareGlobal(String name, Position position) {
        if (locals.contains(name)) {
            throw Fault.at(position, "the variable '" + name + "' was used in this script before it became global");
        }
        if (globals.size() >= limits().variables()) {
            throw Fault.at(position, "a script has at most " + limits().variables() + " global variables");
        }
        globals.add(name);
    }

    /// A name without a namespace, in any case.
    Text.Variable variable(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return new Text.Variable(lower, globals.contains(lower));
    }

    /// A well-formed name with one: RFC 5229 §3, RFC 6609 §3.4.2.
    Text.Variable namespaced(String name, Position position) {
        var lower = name.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        var space = lower.substring(0, dot);
        var rest = lower.substring(dot + 1);
        if (!space.equals("global")) {
            throw Fault.unknown(position, "'" + name + "': there is no namespace '" + space + "'");
        }
        need(SieveExtension.INCLUDE, "the namespace 'global'", position);
        if (!isIdentifier(rest)) {
            throw Fault.at(position, "'" + name + "' is no variable");
        }
        return new Text.Variable(rest, true);
    }

    /// For `set`, `addflag` and the like, which change it.
    Text.Variable changeable(String name, Position position) {
        if (isIdentifier(name)) {
            var variable = variable(name);
            if (!variable.global()) {
                locals.add(variable.name());
            }
            return variable;
        }
        int dot = name.indexOf('.');
        if (dot > 0 && isIdentifier(name.substring(0, dot))) {
            return namespaced(name, position);
        }
        throw Fault.at(position, "'" + name + "' is no name for a variable");
    }

    static boolean isIdentifier(String name) {
        if (name.isEmpty() || !Lexer.isWordStart(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            if (!Lexer.isWordStart(name.charAt(i)) && !Lexer.isDigit(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
