package org.tassis.mailflow.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the grammar of RFC 5228 §8.2. Goes as deep as {@link SieveLimits#nesting}, no deeper.
final class Parser {
    private final Lexer lexer;
    private final int nesting;
    private Token token;
    private int depth;

    private Parser(String source, int nesting) {
        this.lexer = new Lexer(source);
        this.nesting = nesting;
        this.token = lexer.next();
    }

    /// @throws Fault at the first thing that is not Sieve
    static List<Syntax.Command> parse(String source, int nesting) {
        var parser = new Parser(source, nesting);
        var commands = parser.commands();
        if (parser.token.kind() != Token.Kind.END) {
            throw parser.expected("a command");
        }
        return commands;
    }

    private List<Syntax.Command> commands() {
        var commands = new ArrayList<Syntax.Command>();
        while (token.kind() == Token.Kind.IDENTIFIER) {
            commands.add(command());
        }
        return commands;
    }

    private Syntax.Command command() {
        var name = token;
        advance();
        var arguments = arguments();
        var tests = tests();
        if (token.is(';')) {
            advance();
            return new Syntax.Command(name.text(), arguments, tests, Optional.empty(), name.position());
        }
        if (!token.is('{')) {
            throw expected(tests.isEmpty() ? "';' behind '" + name.text() + "'" : "'{'");
        }
        deeper();
        advance();
        var block = commands();
        if (!token.is('}')) {
            throw expected("a command or '}'");
        }
        depth--;
        advance();
        return new Syntax.Command(name.text(), arguments, tests, Optional.of(block), name.position());
    }

    private List<Syntax.Test> tests() {
        if (token.kind() == Token.Kind.IDENTIFIER) {
            return List.of(test());
        }
        if (!token.is('(')) {
            return List.of();
        }
        var tests = new ArrayList<Syntax.Test>();
        do {
            advance();
            if (token.kind() != Token.Kind.IDENTIFIER) {
                throw expected("a test");
            }
            tests.add(test());
        } while (token.is(','));
        if (!token.is(')')) {
            throw expected("',' or ')'");
        }
        advance();
        return tests;
    }

    private Syntax.Test test() {
        deeper();
        var name = token;
        advance();
        var test = new Syntax.Test(name.text(), arguments(), tests(), name.position());
        depth--;
        return test;
    }

    private List<Syntax.Argument> arguments() {
        var arguments = new ArrayList<Syntax.Argument>(4);
        while (true) {
            var position = token.position();
            switch (token.kind()) {
                case TAG -> arguments.add(new Syntax.Tag(token.text(), position));
                case NUMBER -> arguments.add(new Syntax.Number(token.number(), position));
                case STRING ->
                    arguments.add(new Syntax.Strings(List.of(new Syntax.Str(token.text(), position)), false, position));
                case SIGN -> {
                    if (!token.is('[')) {
                        return arguments;
                    }
                    arguments.add(list(position));
                }
                case IDENTIFIER, END -> {
                    return arguments;
                }
            }
            advance();
        }
    }

    /// Stops at the closing bracket.
    private Syntax.Strings list(Position position) {
        var strings = new ArrayList<Syntax.Str>();
        do {
            advance();
            if (token.kind() != Token.Kind.STRING) {
                throw expected("a string");
            }
            strings.add(new Syntax.Str(token.text(), token.position()));
            advance();
        } while (token.is(','));
        if (!token.is(']')) {
            throw expected("',' or ']'");
        }
        return new Syntax.Strings(strings, true, position);
    }

    private void deeper() {
        if (++depth > nesting) {
            throw Fault.at(token.position(), "blocks and tests are nested more than " + nesting + " deep");
        }
    }

    private void advance() {
        token = lexer.next();
    }

    private Fault expected(String what) {
        return Fault.at(token.position(), "expected " + what + ", found " + token.shown());
    }
}
