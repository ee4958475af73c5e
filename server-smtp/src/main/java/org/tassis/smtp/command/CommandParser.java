package org.tassis.smtp.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.Secret;
import org.tassis.smtp.reply.SmtpReply;

/// Makes commands of lines: RFC 5321 §4.1.1. The parsers of MAIL and RCPT, of HELO names and of parameters
/// have files of their own.
public final class CommandParser {
    /// RFC 5321 §4.5.3.1.4 with room for what extensions add; octets without the end of the line.
    public static final int MAX_LINE = 2048;

    /// RFC 4954 §4, for AUTH and the lines that answer it.
    public static final int MAX_AUTH_LINE = 12288;

    private CommandParser() {}

    /// @param line without its end
    public static SmtpCommand parse(byte[] line) throws CommandRefused {
        String text = text(line);
        int end = text.indexOf(' ');
        String word = (end < 0 ? text : text.substring(0, end)).toUpperCase(Locale.ROOT);
        String rest = end < 0 ? "" : text.substring(end + 1).strip();
        Verb verb = verb(word);
        if (line.length > MAX_LINE && verb != Verb.AUTH) {
            throw new CommandRefused(verb, SmtpReply.LINE_TOO_LONG);
        }
        return switch (verb) {
            case HELO, EHLO, LHLO -> HelloParser.parse(verb, rest);
            case MAIL -> EnvelopeParser.mail(rest);
            case RCPT -> EnvelopeParser.rcpt(rest);
            case BDAT -> bdat(rest);
            case BURL -> burl(rest);
            case AUTH -> auth(rest);
            case DATA -> alone(new SmtpCommand.Data(), rest);
            case RSET -> alone(new SmtpCommand.Rset(), rest);
            case QUIT -> alone(new SmtpCommand.Quit(), rest);
            case STARTTLS -> alone(new SmtpCommand.StartTls(), rest);
            case NOOP -> new SmtpCommand.Noop();
            case HELP -> new SmtpCommand.Help();
            case VRFY -> new SmtpCommand.Vrfy();
            case EXPN -> new SmtpCommand.Expn();
            case OTHER -> throw new CommandRefused(Verb.OTHER, SmtpReply.UNKNOWN_COMMAND);
        };
    }

    /// Whether a line is the beginning of an HTTP request: a browser made to speak to this port.
    public static boolean isHttp(byte[] line) {
        int end = Math.min(line.length, 8);
        for (int i = 0; i < end; i++) {
            if (line[i] == ' ') {
                return switch (new String(line, 0, i, StandardCharsets.ISO_8859_1)) {
                    case "GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "DELETE", "PATCH", "TRACE" -> true;
                    default -> false;
                };
            }
        }
        return false;
    }

    private static String text(byte[] line) throws CommandRefused {
        boolean ascii = true;
        for (byte b : line) {
            if (b >= 0 && b < ' ' && b != '\t' || b == 0x7f) {
                throw new CommandRefused(Verb.OTHER, SmtpReply.BAD_LINE);
            }
            ascii &= b >= 0;
        }
        if (ascii) {
            return new String(line, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandRefused(Verb.OTHER, SmtpReply.BAD_LINE);
        }
    }

    private static Verb verb(String word) {
        for (Verb verb : Verb.values()) {
            if (verb != Verb.OTHER && verb.name().equals(word)) {
                return verb;
            }
        }
        return Verb.OTHER;
    }

    private static SmtpCommand alone(SmtpCommand command, String rest) throws CommandRefused {
        if (!rest.isEmpty()) {
            throw new CommandRefused(command.verb(), SmtpReply.NO_ARGUMENT);
        }
        return command;
    }

    /// `bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ]`: RFC 3030 §2.
    private static SmtpCommand bdat(String rest) throws CommandRefused {
        int end = rest.indexOf(' ');
        String digits = end < 0 ? rest : rest.substring(0, end);
        String marker = end < 0 ? "" : rest.substring(end + 1).strip();
        long size = Parameters.number(digits);
        if (size < 0 || !marker.isEmpty() && !marker.toUpperCase(Locale.ROOT).equals("LAST")) {
            throw new CommandRefused(Verb.BDAT, SmtpReply.BDAT_SYNTAX);
        }
        return new SmtpCommand.Bdat(size, !marker.isEmpty());
    }

    /// `burl-cmd = "BURL" SP absolute-URI [SP end-marker]`: RFC 4468 §3.5.
    private static SmtpCommand burl(String rest) throws CommandRefused {
        int end = rest.indexOf(' ');
        String url = end < 0 ? rest : rest.substring(0, end);
        String marker = end < 0 ? "" : rest.substring(end + 1).strip();
        if (url.indexOf(':') < 1
                || !marker.isEmpty() && !marker.toUpperCase(Locale.ROOT).equals("LAST")) {
            throw new CommandRefused(Verb.BURL, SmtpReply.BURL_SYNTAX);
        }
        return new SmtpCommand.Burl(url, !marker.isEmpty());
    }

    /// `"AUTH" SP sasl-mech [SP initial-response]`: RFC 4954 §8.
    private static SmtpCommand auth(String rest) throws CommandRefused {
        int end = rest.indexOf(' ');
        String mechanism = (end < 0 ? rest : rest.substring(0, end)).toUpperCase(Locale.ROOT);
        String initial = end < 0 ? "" : rest.substring(end + 1).strip();
        if (mechanism.isEmpty() || initial.indexOf(' ') >= 0) {
            throw new CommandRefused(Verb.AUTH, SmtpReply.AUTH_SYNTAX);
        }
        return new SmtpCommand.Auth(mechanism, initial.isEmpty() ? Optional.empty() : Optional.of(new Secret(initial)));
    }
}
