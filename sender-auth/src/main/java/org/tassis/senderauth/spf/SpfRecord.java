package org.tassis.senderauth.spf;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a domain publishes: RFC 7208 §4.5, §4.6, §12.
record SpfRecord(List<Directive> directives, Optional<MacroText> redirect, Optional<MacroText> explanation) {
    /// @param source as published
    record Directive(SpfOutcome outcome, Mechanism mechanism, String source) {}

    private static final String VERSION = "v=spf1";
    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)", Pattern.DOTALL);
    private static final Pattern DIRECTIVE =
            Pattern.compile("([+?~-]?)([A-Za-z][A-Za-z0-9]*)([:/].*)?", Pattern.DOTALL);
    private static final Pattern PREFIXED = Pattern.compile("(.*?)(?:/(\\d+))?(?://(\\d+))?", Pattern.DOTALL);
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    /// Whether the text says that it is an SPF record of this version.
    static boolean isRecord(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /// The whole record is read first: an error anywhere is one, RFC 7208 §4.6.
    static SpfRecord parse(String text) throws SpfSyntaxException {
        List<Directive> directives = new ArrayList<>();
        Optional<MacroText> redirect = Optional.empty();
        Optional<MacroText> explanation = Optional.empty();
        int at = VERSION.length();
        while (at < text.length()) {
            int end = text.indexOf(' ', at);
            end = end < 0 ? text.length() : end;
            String term = text.substring(at, end);
            at = end + 1;
            if (term.isEmpty()) {
                continue;
            }
            Matcher modifier = MODIFIER.matcher(term);
            if (!modifier.matches()) {
                directives.add(directive(term));
                continue;
            }
            switch (modifier.group(1).toLowerCase(Locale.ROOT)) {
                case "redirect" -> {
                    if (redirect.isPresent()) {
                        throw new SpfSyntaxException(term); // RFC 7208 §6: once
                    }
                    redirect = Optional.of(MacroText.domain(modifier.group(2)));
                }
                case "exp" -> {
                    if (explanation.isPresent()) {
                        throw new SpfSyntaxException(term);
                    }
                    explanation = Optional.of(MacroText.domain(modifier.group(2)));
                }
                default -> MacroText.any(modifier.group(2)); // only its form matters
            }
        }
        return new SpfRecord(List.copyOf(directives), redirect, explanation);
    }

    private static Directive directive(String term) throws SpfSyntaxException {
        Matcher matcher = DIRECTIVE.matcher(term);
        if (!matcher.matches()) {
            throw new SpfSyntaxException(term);
        }
        var outcome =
                switch (matcher.group(1)) {
                    case "-" -> SpfOutcome.FAIL;
                    case "~" -> SpfOutcome.SOFTFAIL;
                    case "?" -> SpfOutcome.NEUTRAL;
                    default -> SpfOutcome.PASS;
                };
        String rest = matcher.group(3) == null ? "" : matcher.group(3);
        String argument = rest.startsWith(":") ? rest.substring(1) : "";
        var mechanism =
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "all" -> {
                        if (!rest.isEmpty()) {
                            throw new SpfSyntaxException(term);
                        }
                        yield new Mechanism.All();
                    }
                    case "include" -> new Mechanism.Include(domain(argument, term));
                    case "exists" -> new Mechanism.Exists(domain(argument, term));
                    case "a" -> {
                        var target = target(rest, term);
                        yield new Mechanism.Address(target.domain(), target.prefix());
                    }
                    case "mx" -> {
                        var target = target(rest, term);
                        yield new Mechanism.MailHosts(target.domain(), target.prefix());
                    }
                    case "ptr" ->
                        new Mechanism.ReverseName(
                                rest.isEmpty() ? Optional.empty() : Optional.of(domain(argument, term)));
                    case "ip4" -> network4(argument, term);
                    case "ip6" -> network6(argument, term);
                    default -> throw new SpfSyntaxException(term);
                };
        return new Directive(outcome, mechanism, term);
    }

    private record Target(Optional<MacroText> domain, Mechanism.Prefix prefix) {}

    private static Target target(String rest, String term) throws SpfSyntaxException {
        Matcher matcher = PREFIXED.matcher(rest);
        if (!matcher.matches()) {
            throw new SpfSyntaxException(term);
        }
        var prefix = new Mechanism.Prefix(bits(matcher.group(2), 32, term), bits(matcher.group(3), 128, term));
        String domain = matcher.group(1);
        if (domain.isEmpty()) {
            return new Target(Optional.empty(), prefix);
        }
        if (!domain.startsWith(":")) {
            throw new SpfSyntaxException(term);
        }
        return new Target(Optional.of(domain(domain.substring(1), term)), prefix);
    }

    private static MacroText domain(String text, String term) throws SpfSyntaxException {
        try {
            return MacroText.domain(text);
        } catch (SpfSyntaxException e) {
            throw new SpfSyntaxException(term);
        }
    }

    private static Mechanism network4(String argument, String term) throws SpfSyntaxException {
        int slash = argument.indexOf('/');
        Matcher matcher = IPV4.matcher(slash < 0 ? argument : argument.substring(0, slash));
        if (!matcher.matches()) {
            throw new SpfSyntaxException(term);
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            address[i] = (byte) number(matcher.group(i + 1), 255, term);
        }
        return new Mechanism.Network(address, slash < 0 ? 32 : number(argument.substring(slash + 1), 32, term));
    }

    private static Mechanism network6(String argument, String term) throws SpfSyntaxException {
        int slash = argument.indexOf('/');
        String literal = slash < 0 ? argument : argument.substring(0, slash);
        int bits = slash < 0 ? 128 : number(argument.substring(slash + 1), 128, term);
        if (literal.indexOf(':') < 0 || !literal.matches("[0-9A-Fa-f:.]+")) {
            throw new SpfSyntaxException(term);
        }
        try {
            var address = InetAddress.ofLiteral(literal);
            // Java reads ::ffff:192.0.2.1 as IPv4. A client there is IPv4 too and no ip6 network holds it.
            return new Mechanism.Network(address instanceof Inet6Address ? address.getAddress() : new byte[16], bits);
        } catch (IllegalArgumentException e) {
            throw new SpfSyntaxException(term);
        }
    }

    private static int bits(@Nullable String digits, int max, String term) throws SpfSyntaxException {
        return digits == null ? max : number(digits, max, term);
    }

    /// Without sign and leading zeros.
    private static int number(String digits, int max, String term) throws SpfSyntaxException {
        if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > max) {
            throw new SpfSyntaxException(term);
        }
        return Integer.parseInt(digits);
    }
}
