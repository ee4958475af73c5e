package org.tassis.launcher.command;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Sizes;
import org.tassis.directory.access.TokenScopes;
import org.tassis.mailflow.policy.AccessRule.Subject;
import picocli.CommandLine;

/// How values are written on the command line and in a CSV file, and read from them.
final class Values {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6}) *([smhd])");
    private static final String UNITS = "KMGT";

    private Values() {}

    static void register(CommandLine line) {
        line.registerConverter(DomainName.class, converter(Values::domain, "a domain name such as example.org"));
        line.registerConverter(EmailAddress.class, converter(Values::address, "an e-mail address such as a@b.org"));
        line.registerConverter(Login.class, converter(Login::parse, "a login name such as monsite0001"));
        line.registerConverter(Quota.class, converter(Values::quota, "a size such as 500MB, 3GB or unlimited"));
        line.registerConverter(Duration.class, converter(Values::duration, "a time such as 30s, 10m or 2h"));
        line.registerConverter(
                Cidr.class,
                converter(text -> Cidr.parse(text.strip()), "an address or a network such as 192.0.2.0/24"));
        line.registerConverter(
                Subject.class,
                converter(
                        text -> Subject.parse(text.strip()),
                        "an address, a domain, or a network such as 192.0.2.0/24"));
        line.registerConverter(
                TokenScopes.class,
                converter(TokenScopes::parse, "all, read, or words such as mailboxes:read,domains:write"));
        line.registerConverter(Locale.class, converter(Values::language, "a language such as en, fr or nl"));
    }

    private static <T> CommandLine.ITypeConverter<T> converter(Function<String, Optional<T>> parser, String expected) {
        return text -> parser.apply(text)
                .orElseThrow(() -> new CommandLine.TypeConversionException("'" + text + "' is not " + expected));
    }

    static Optional<DomainName> domain(String text) {
        return DomainName.parse(text.strip());
    }

    static Optional<EmailAddress> address(String text) {
        return EmailAddress.parse(text.strip());
    }

    static Optional<Locale> language(String text) {
        String tag = text.strip().toLowerCase(Locale.ROOT);
        return tag.matches("[a-z]{2}") ? Optional.of(Locale.forLanguageTag(tag)) : Optional.empty();
    }

    /// A number with `s`, `m`, `h` or `d`.
    static Optional<Duration> duration(String text) {
        Matcher parts = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    /// `unlimited`, or octets with an optional unit of 1024: `3GB`, `500 MB`, `1048576`.
    static Optional<Quota> quota(String text) {
        return Sizes.quota(text);
    }

    static String text(Quota quota) {
        return quota.limitsBytes() ? size(quota.bytes()) : "unlimited";
    }

    static String text(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::toString).collect(Collectors.joining(", "));
    }

    /// In the largest unit that fits: `10m`, `1d`.
    static String text(Duration time) {
        long seconds = time.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /// With one decimal where it is not exact.
    static String size(long octets) {
        int unit = 0;
        double value = octets;
        while (unit < UNITS.length() && value >= 1024) {
            value /= 1024;
            unit++;
        }
        if (unit == 0) {
            return octets + " B";
        }
        String number =
                value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + UNITS.charAt(unit - 1) + "B";
    }

    static String yesOrNo(boolean value) {
        return value ? "yes" : "no";
    }

    /// A command word without the word that must follow.
    static void missing(CommandLine.Model.@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "What is to be done? One of: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
