package org.tassis.imap.session;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tassis.imap.command.Comparator;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.session.SessionState.LoggedIn;

/// COMPARATOR: RFC 5255 §4.7. There is one comparator, by which all texts are compared (RFC 5051): the one
/// that I18NLEVEL=2 must have, and should have as its default (RFC 5255 §4.2, §4.4). So asking for it, by
/// its name or by a pattern that fits it, changes nothing, and asking for others alone fails.
final class Comparators {
    private static final String ACTIVE = "i;unicode-casemap";
    private static final String DEFAULT = "default";
    private static final int MAX_LENGTH = 254; // RFC 4790 §3.1

    private Comparators() {}

    static Step handle(LoggedIn state, Comparator command, Client client) throws IOException {
        List<String> wanted = command.wanted();
        if (!wanted.isEmpty() && wanted.stream().noneMatch(Comparators::fits)) {
            return new Step(state, Completion.UNKNOWN_COMPARATOR);
        }
        // those that were asked for and are here would follow if there were several: §4.8
        client.out().raw("* COMPARATOR ").string(ACTIVE).crlf();
        return new Step(state, Completion.ok("Texts are compared so"));
    }

    /// RFC 4790 §3.2: `*` stands for anything.
    private static boolean fits(String wanted) {
        return wanted.equalsIgnoreCase(DEFAULT)
                || wanted.length() <= MAX_LENGTH
                        && Pattern.compile(
                                        Stream.of(wanted.split("\\*+", -1))
                                                .map(Pattern::quote)
                                                .collect(Collectors.joining(".*")),
                                        Pattern.CASE_INSENSITIVE)
                                .matcher(ACTIVE)
                                .matches();
    }
}
