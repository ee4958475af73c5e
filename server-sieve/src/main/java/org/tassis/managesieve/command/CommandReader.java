package org.tassis.managesieve.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.Secret;
import org.tassis.managesieve.command.CommandRefused.Why;
import org.tassis.net.Connection;
import org.tassis.net.LineTooLong;

/// Reads commands from a connection: RFC 5804 §4. A command is a word and a few arguments, of which strings may be
/// quoted or literals (`{5+}`, which are sent without being asked for). Memory: one line, and literals of
/// `maxLiteral` octets each, of which there are at most as many as a command has arguments. After a refusal the next
/// command can be read, but for {@link Why#FAR_TOO_LARGE}.
public final class CommandReader {
    private static final Set<String> HTTP =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "PATCH", "TRACE", "PRI");

    /// Octets of a line: two quoted strings of 1024 octets (RFC 5804 §4), and every octet may have a
    /// backslash.
    private static final int MAX_LINE = 8192;

    private static final int MAX_ARGUMENTS = 3;
    private static final int BLOCK = 8192;

    /// A literal up to this size is passed over, so that its sender hears what is wrong.
    private static final long MAX_PASSED_OVER = 16 << 20;

    private final Connection connection;

    private sealed interface Argument {
        record Text(byte[] octets) implements Argument {}

        record Number(long value) implements Argument {}
    }

    public CommandReader(Connection connection) {
        this.connection = connection;
    }

    /// @param patience   for each line and each block of a literal
    /// @param maxLiteral octets
    public Command read(Duration patience, int maxLiteral) throws IOException, CommandRefused {
        Line line = new Line(line(patience), patience, maxLiteral);
        String word = line.word();
        if (HTTP.contains(word)) {
            throw new CommandRefused(Why.HTTP);
        }
        return line.command(word);
    }

    /// A string on lines of its own: what a client answers when it logs in.
    public Secret secret(Duration patience, int maxLiteral) throws IOException, CommandRefused {
        connection.mask(true);
        try {
            List<Argument> arguments = new Line(line(patience), patience, maxLiteral).arguments();
            if (arguments.size() != 1) {
                throw new CommandRefused(Why.ARGUMENTS);
            }
            return new Secret(text(arguments.getFirst()));
        } finally {
            connection.mask(false);
        }
    }

    private byte[] line(Duration patience) throws IOException, CommandRefused {
        try {
            return connection.readLine(MAX_LINE, patience);
        } catch (LineTooLong _) {
            throw new CommandRefused(Why.LINE_TOO_LONG);
        }
    }

    /// A command from its first line on, with what follows its literals.
    private final class Line {
        private final Duration patience;
        private final int maxLiteral;
        private byte[] octets;
        private int at;
        private int literals;
        private Optional<Why> wrong = Optional.empty();

        Line(byte[] octets, Duration patience, int maxLiteral) {
            this.octets = octets;
            this.patience = patience;
            this.maxLiteral = maxLiteral;
        }

        String word() {
            int start = at;
            while (at < octets.length && octets[at] != ' ' && octets[at] != '"' && octets[at] != '{') {
                at++;
            }
            return new String(octets, start, at - start, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        }

        Command command(String word) throws IOException, CommandRefused {
            boolean secret = word.equals("AUTHENTICATE");
            if (secret) {
                connection.mask(true);
            }
            List<Argument> given;
            try {
                given = arguments();
            } finally {
                if (secret) {
                    connection.mask(false);
                }
            }
            return switch (word) {
                case "CAPABILITY" -> count(given, 0, 0, new Command.Capability());
                case "LOGOUT" -> count(given, 0, 0, new Command.Logout());
                case "NOOP" -> new Command.Noop(optional(given, 0));
                case "STARTTLS" -> count(given, 0, 0, new Command.StartTls());
                case "AUTHENTICATE" ->
                    new Command.Authenticate(
                            text(counted(given, 1, 2).getFirst()).toUpperCase(Locale.ROOT),
                            optional(given, 1).map(Secret::new));
                case "HAVESPACE" ->
                    new Command.HaveSpace(text(counted(given, 2, 2).getFirst()), number(given.get(1)));
                case "PUTSCRIPT" ->
                    new Command.PutScript(text(counted(given, 2, 2).getFirst()), text(given.get(1)));
                case "LISTSCRIPTS" -> count(given, 0, 0, new Command.ListScripts());
                case "SETACTIVE" ->
                    new Command.SetActive(text(counted(given, 1, 1).getFirst()));
                case "GETSCRIPT" ->
                    new Command.GetScript(text(counted(given, 1, 1).getFirst()));
                case "DELETESCRIPT" ->
                    new Command.DeleteScript(text(counted(given, 1, 1).getFirst()));
                case "RENAMESCRIPT" ->
                    new Command.RenameScript(text(counted(given, 2, 2).getFirst()), text(given.get(1)));
                case "CHECKSCRIPT" ->
                    new Command.CheckScript(text(counted(given, 1, 1).getFirst()));
                case "UNAUTHENTICATE" -> count(given, 0, 0, new Command.Unauthenticate());
                default -> throw new CommandRefused(Why.UNKNOWN);
            };
        }

        /// All of them, also when something is wrong: what a literal holds must not be taken for the next command.
        List<Argument> arguments() throws IOException, CommandRefused {
            List<Argument> found = new ArrayList<>(MAX_ARGUMENTS);
            while (at < octets.length) {
                if (octets[at] == ' ') {
                    at++;
                } else if (octets[at] == '"') {
                    keep(found, quoted());
                } else if (octets[at] == '{') {
                    keep(found, literal());
                } else {
                    keep(found, plain());
                }
            }
            if (wrong.isPresent()) {
                throw new CommandRefused(wrong.get());
            }
            return found;
        }

        private void keep(List<Argument> found, Argument argument) {
            if (found.size() < MAX_ARGUMENTS) {
                found.add(argument);
            } else {
                fault(Why.ARGUMENTS);
            }
        }

        private void fault(Why why) {
            if (wrong.isEmpty()) {
                wrong = Optional.of(why);
            }
        }

        private Argument quoted() {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            at++;
            while (at < octets.length && octets[at] != '"') {
                if (octets[at] == '\\' && at + 1 < octets.length) {
                    at++;
                }
                text.write(octets[at++]);
            }
            if (at == octets.length) {
                fault(Why.ARGUMENTS); // it does not end
            }
            at++;
            return new Argument.Text(text.toByteArray());
        }

        /// Its octets, and the line that goes on behind them.
        private Argument literal() throws IOException, CommandRefused {
            int close = at + 1;
            long size = 0;
            while (close < octets.length && octets[close] >= '0' && octets[close] <= '9') {
                size = Math.min(Integer.MAX_VALUE, size * 10 + octets[close++] - '0');
            }
            boolean any = close > at + 1;
            boolean plus = close < octets.length && octets[close] == '+';
            // RFC 5804 §4 knows `{5+}` only; some clients leave the plus out and send all the same
            close += plus ? 1 : 0;
            if (!any || close != octets.length - 1 || octets[close] != '}') {
                fault(Why.ARGUMENTS);
                at = octets.length;
                return new Argument.Text(new byte[0]);
            }
            if (size > MAX_PASSED_OVER || ++literals > MAX_ARGUMENTS) { // the latter could go on for ever
                throw new CommandRefused(Why.FAR_TOO_LARGE);
            }
            byte[] text = new byte[size > maxLiteral || wrong.isPresent() ? 0 : (int) size];
            if (size > 0 && text.length == 0) {
                fault(Why.TOO_LARGE);
                passOver(size);
            } else {
                connection.readFully(text, 0, text.length, patience);
            }
            octets = line(patience);
            at = 0;
            return new Argument.Text(text);
        }

        private void passOver(long size) throws IOException {
            byte[] block = new byte[BLOCK];
            for (long left = size; left > 0; ) {
                left -= connection.read(block, 0, (int) Math.min(block.length, left), patience);
            }
        }

        /// A number, or nothing that is known.
        private Argument plain() {
            long value = 0;
            int start = at;
            while (at < octets.length && octets[at] >= '0' && octets[at] <= '9') {
                value = Math.min(Integer.MAX_VALUE, value * 10 + octets[at++] - '0');
            }
            if (at == start || at < octets.length && octets[at] != ' ') {
                fault(Why.ARGUMENTS);
                at++;
            }
            return new Argument.Number(value);
        }
    }

    private static <T> T count(List<Argument> given, int least, int most, T command) throws CommandRefused {
        counted(given, least, most);
        return command;
    }

    private static List<Argument> counted(List<Argument> given, int least, int most) throws CommandRefused {
        if (given.size() < least || given.size() > most) {
            throw new CommandRefused(Why.ARGUMENTS);
        }
        return given;
    }

    /// @param place of the last argument that there may be
    private static Optional<String> optional(List<Argument> given, int place) throws CommandRefused {
        counted(given, place, place + 1);
        return given.size() > place ? Optional.of(text(given.get(place))) : Optional.empty();
    }

    private static long number(Argument argument) throws CommandRefused {
        return switch (argument) {
            case Argument.Number(long value) -> value;
            case Argument.Text _ -> throw new CommandRefused(Why.ARGUMENTS);
        };
    }

    private static String text(Argument argument) throws CommandRefused {
        if (!(argument instanceof Argument.Text(byte[] octets))) {
            throw new CommandRefused(Why.ARGUMENTS);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new CommandRefused(Why.NOT_TEXT);
        }
        if (text.indexOf(0) >= 0) {
            throw new CommandRefused(Why.NOT_TEXT);
        }
        return text;
    }
}
