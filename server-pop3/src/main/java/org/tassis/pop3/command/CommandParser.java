package org.tassis.pop3.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tassis.core.Secret;
import org.tassis.pop3.command.CommandRefused.Why;

/// Makes a command of a line without its end: RFC 1939 §3. Words in any letter case; white space at the end does not
/// count, but in a password. Arguments are UTF-8 (RFC 6856 §2.1), or Latin-1 where they are not.
public final class CommandParser {
    private static final Set<String> HTTP =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "PATCH", "TRACE", "PRI");

    /// RFC 1939 §3 gives 40 octets to an argument; addresses and base64 are longer.
    private static final int MAX_WORD = 320;

    private final String word;
    private final String rest;

    private CommandParser(String line) {
        int space = line.indexOf(' ');
        word = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        rest = space < 0 ? "" : line.substring(space + 1);
    }

    public static Pop3Command parse(byte[] line) throws CommandRefused {
        for (byte b : line) {
            if (b >= 0 && b < ' ' && b != '\t' || b == 127) {
                throw new CommandRefused(Why.UNREADABLE);
            }
        }
        return new CommandParser(text(line)).command();
    }

    private Pop3Command command() throws CommandRefused {
        return switch (word) {
            case "CAPA" -> alone(new Pop3Command.Capa());
            case "QUIT" -> alone(new Pop3Command.Quit());
            case "LANG" -> new Pop3Command.Lang(optionalWord());
            case "STLS" -> alone(new Pop3Command.Stls());
            case "UTF8" -> alone(new Pop3Command.Utf8());
            case "USER" -> new Pop3Command.User(word(rest.strip()));
            case "PASS" -> pass();
            case "AUTH" -> auth();
            case "STAT" -> alone(new Pop3Command.Stat());
            case "LIST" -> new Pop3Command.List(optionalMessage());
            case "UIDL" -> new Pop3Command.Uidl(optionalMessage());
            case "RETR" -> new Pop3Command.Retr(message(rest.strip()));
            case "DELE" -> new Pop3Command.Dele(message(rest.strip()));
            case "TOP" -> top();
            case "RSET" -> alone(new Pop3Command.Rset());
            case "NOOP" -> alone(new Pop3Command.Noop());
            default -> throw new CommandRefused(HTTP.contains(word) ? Why.HTTP : Why.UNKNOWN);
        };
    }

    private Pop3Command alone(Pop3Command command) throws CommandRefused {
        if (!rest.isBlank()) {
            throw new CommandRefused(Why.ARGUMENTS);
        }
        return command;
    }

    private Pop3Command pass() throws CommandRefused {
        if (rest.isEmpty()) {
            throw new CommandRefused(Why.ARGUMENTS);
        }
        return new Pop3Command.Pass(new Secret(rest)); // RFC 1939 §7: spaces are part of it
    }

    private Pop3Command auth() throws CommandRefused {
        var arguments = rest.strip();
        int space = arguments.indexOf(' ');
        if (space < 0) {
            return new Pop3Command.Auth(arguments.toUpperCase(Locale.ROOT), Optional.empty());
        }
        return new Pop3Command.Auth(
                arguments.substring(0, space).toUpperCase(Locale.ROOT),
                Optional.of(new Secret(arguments.substring(space + 1).strip())));
    }

    private Pop3Command top() throws CommandRefused {
        var arguments = rest.strip();
        int space = arguments.indexOf(' ');
        if (space < 0) {
            throw new CommandRefused(Why.ARGUMENTS);
        }
        var lines = number(arguments.substring(space + 1).strip());
        if (lines.isEmpty()) {
            throw new CommandRefused(Why.ARGUMENTS);
        }
        return new Pop3Command.Top(message(arguments.substring(0, space)), lines.getAsInt());
    }

    private Optional<String> optionalWord() throws CommandRefused {
        return rest.isBlank() ? Optional.empty() : Optional.of(word(rest.strip()));
    }

    private OptionalInt optionalMessage() throws CommandRefused {
        return rest.isBlank() ? OptionalInt.empty() : OptionalInt.of(message(rest.strip()));
    }

    private static int message(String argument) throws CommandRefused {
        int number = number(argument).orElseThrow(() -> new CommandRefused(Why.ARGUMENTS));
        if (number == 0) {
            throw new CommandRefused(Why.NO_SUCH_MESSAGE);
        }
        return number;
    }

    /// Digits; too many of them are the largest number.
    private static OptionalInt number(String digits) {
        if (digits.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalInt.empty();
            }
            value = Math.min(Integer.MAX_VALUE, value * 10 + digit);
        }
        return OptionalInt.of((int) value);
    }

    private static String word(String argument) throws CommandRefused {
        if (argument.isEmpty() || argument.length() > MAX_WORD || argument.indexOf(' ') >= 0) {
            throw new CommandRefused(Why.ARGUMENTS);
        }
        return argument;
    }

    private static String text(byte[] line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException _) {
            return new String(line, StandardCharsets.ISO_8859_1);
        }
    }
}
