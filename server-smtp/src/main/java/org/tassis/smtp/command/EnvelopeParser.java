package org.tassis.smtp.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.MailParameters.Body;
import org.tassis.mailflow.MailParameters.Return;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.smtp.reply.SmtpReply;

/// MAIL and RCPT with their parameters: RFC 5321 §4.1.1.2 and §4.1.1.3, SIZE (RFC 1870), BODY (RFC 6152,
/// RFC 3030), SMTPUTF8 (RFC 6531), AUTH (RFC 4954 §5), REQUIRETLS (RFC 8689), HOLDFOR, HOLDUNTIL
/// (RFC 4865 §4), RET, ENVID, NOTIFY, ORCPT (RFC 3461).
final class EnvelopeParser {
    private static final long MAX_HOLD = 999_999_999; // seconds, RFC 4865 §3
    private static final int MAX_DATE_TIME = 40;
    private static final int MAX_ENVID = 100; // RFC 3461 §4.4
    private static final int MAX_ORCPT = 500; // RFC 3461 §4.2

    private EnvelopeParser() {}

    static SmtpCommand mail(String rest) throws CommandRefused {
        PathParser parsed = PathParser.parse(behind("FROM:", rest, Verb.MAIL, SmtpReply.MAIL_SYNTAX));
        Path path = parsed.path().orElseThrow(() -> new CommandRefused(Verb.MAIL, SmtpReply.BAD_SENDER));
        if (path instanceof Path.Postmaster) {
            throw new CommandRefused(Verb.MAIL, SmtpReply.BAD_SENDER);
        }
        OptionalLong size = OptionalLong.empty();
        Body body = Body.SEVEN_BIT;
        boolean utf8 = false;
        boolean requireTls = false;
        Optional<Return> returned = Optional.empty();
        Optional<String> envelopeId = Optional.empty();
        Optional<SmtpCommand.Hold> hold = Optional.empty();
        for (Map.Entry<String, String> parameter :
                parameters(parsed.rest(), Verb.MAIL).entrySet()) {
            String value = parameter.getValue();
            switch (parameter.getKey()) {
                case "SIZE" -> {
                    long octets = Parameters.number(value);
                    require(octets >= 0, Verb.MAIL);
                    size = OptionalLong.of(octets);
                }
                case "BODY" ->
                    body = switch (value.toUpperCase(Locale.ROOT)) {
                        case "7BIT" -> Body.SEVEN_BIT;
                        case "8BITMIME" -> Body.EIGHT_BIT;
                        case "BINARYMIME" -> Body.BINARY;
                        default -> throw new CommandRefused(Verb.MAIL, SmtpReply.BAD_PARAMETER);
                    };
                case "SMTPUTF8" -> {
                    require(value.isEmpty(), Verb.MAIL);
                    utf8 = true;
                }
                case "REQUIRETLS" -> {
                    require(value.isEmpty(), Verb.MAIL);
                    requireTls = true;
                }
                // Who wrote it first is the sender's claim; nobody here is trusted to make it (RFC 4954 §5).
                case "AUTH" ->
                    require(
                            value.equals("<>")
                                    || !value.isEmpty() && Xtext.decode(value).isPresent(),
                            Verb.MAIL);
                case "HOLDFOR" -> {
                    long seconds = Parameters.number(value);
                    require(hold.isEmpty() && seconds >= 1 && seconds <= MAX_HOLD, Verb.MAIL);
                    hold = Optional.of(new SmtpCommand.Hold.For(Duration.ofSeconds(seconds)));
                }
                case "HOLDUNTIL" -> {
                    Optional<Instant> until = dateTime(value);
                    require(hold.isEmpty() && until.isPresent(), Verb.MAIL); // RFC 4865 §4: one of them, once
                    hold = until.map(SmtpCommand.Hold.Until::new);
                }
                case "RET" ->
                    returned = switch (value.toUpperCase(Locale.ROOT)) {
                        case "FULL" -> Optional.of(Return.FULL);
                        case "HDRS" -> Optional.of(Return.HEADERS);
                        default -> throw new CommandRefused(Verb.MAIL, SmtpReply.BAD_PARAMETER);
                    };
                case "ENVID" -> {
                    envelopeId = Xtext.decode(value);
                    require(!value.isEmpty() && value.length() <= MAX_ENVID && envelopeId.isPresent(), Verb.MAIL);
                }
                default -> throw new CommandRefused(Verb.MAIL, SmtpReply.UNKNOWN_PARAMETER);
            }
        }
        return new SmtpCommand.Mail(
                path,
                parsed.nonAscii(),
                new MailParameters(size, body, utf8, returned, envelopeId, requireTls, Optional.empty()),
                hold);
    }

    /// RFC 3339 §5.6; RFC 4865 §3 wants UTC, other offsets are understood.
    private static Optional<Instant> dateTime(String value) {
        try {
            return value.length() > MAX_DATE_TIME
                    ? Optional.empty()
                    : Optional.of(
                            OffsetDateTime.parse(value.toUpperCase(Locale.ROOT)).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static SmtpCommand rcpt(String rest) throws CommandRefused {
        PathParser parsed = PathParser.parse(behind("TO:", rest, Verb.RCPT, SmtpReply.RCPT_SYNTAX));
        Path path = parsed.path().orElseThrow(() -> new CommandRefused(Verb.RCPT, SmtpReply.BAD_RECIPIENT));
        if (path instanceof Path.Null) {
            throw new CommandRefused(Verb.RCPT, SmtpReply.BAD_RECIPIENT);
        }
        Set<Notify> notify = Set.of();
        Optional<OriginalRecipient> original = Optional.empty();
        for (Map.Entry<String, String> parameter :
                parameters(parsed.rest(), Verb.RCPT).entrySet()) {
            String value = parameter.getValue();
            switch (parameter.getKey()) {
                case "NOTIFY" -> notify = notify(value);
                case "ORCPT" -> {
                    original = original(value);
                    require(original.isPresent(), Verb.RCPT);
                }
                default -> throw new CommandRefused(Verb.RCPT, SmtpReply.UNKNOWN_PARAMETER);
            }
        }
        return new SmtpCommand.Rcpt(path, parsed.nonAscii(), new RecipientParameters(notify, original));
    }

    private static Set<Notify> notify(String value) throws CommandRefused {
        EnumSet<Notify> wanted = EnumSet.noneOf(Notify.class);
        for (String word : value.toUpperCase(Locale.ROOT).split(",", -1)) {
            Notify one =
                    switch (word) {
                        case "NEVER" -> Notify.NEVER;
                        case "SUCCESS" -> Notify.SUCCESS;
                        case "FAILURE" -> Notify.FAILURE;
                        case "DELAY" -> Notify.DELAY;
                        default -> throw new CommandRefused(Verb.RCPT, SmtpReply.BAD_PARAMETER);
                    };
            wanted.add(one);
        }
        require(!wanted.contains(Notify.NEVER) || wanted.size() == 1, Verb.RCPT); // RFC 3461 §4.1
        return wanted;
    }

    /// `original-recipient-address = addr-type ";" xtext`; the address of RFC 6533 §3 may be UTF-8.
    private static Optional<OriginalRecipient> original(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon <= 0 || value.length() > MAX_ORCPT) {
            return Optional.empty();
        }
        String type = value.substring(0, semicolon).toLowerCase(Locale.ROOT);
        if (!type.chars().allMatch(c -> c == '-' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        String address = value.substring(semicolon + 1);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        if (type.equals("utf-8") && address.chars().anyMatch(c -> c > 0x7f)) {
            return Optional.of(new OriginalRecipient(type, address));
        }
        return Xtext.decode(address).map(decoded -> new OriginalRecipient(type, decoded));
    }

    private static String behind(String word, String rest, Verb verb, SmtpReply otherwise) throws CommandRefused {
        if (!rest.regionMatches(true, 0, word, 0, word.length())) {
            throw new CommandRefused(verb, otherwise);
        }
        return rest.substring(word.length());
    }

    private static Map<String, String> parameters(String text, Verb verb) throws CommandRefused {
        return Parameters.parse(text).orElseThrow(() -> new CommandRefused(verb, SmtpReply.BAD_PARAMETER));
    }

    private static void require(boolean condition, Verb verb) throws CommandRefused {
        if (!condition) {
            throw new CommandRefused(verb, SmtpReply.BAD_PARAMETER);
        }
    }
}
