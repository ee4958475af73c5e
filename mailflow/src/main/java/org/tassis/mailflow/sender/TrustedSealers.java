package org.tassis.mailflow.sender;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tassis.core.DomainName;
import org.tassis.senderauth.dkim.ArcResult;

/// Domains whose word about mail they passed on is taken: RFC 8617 §7.2. A mailing list or a forwarder breaks what
/// DMARC looks at; where one that the operator trusts says that the mail passed DMARC when it came there, and only
/// trusted ones had it in their hands since, it counts as passed. Immutable.
final class TrustedSealers {
    /// A comment without comments inside; taken out from the inside outwards.
    private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");

    private static final int MOST_NESTED = 10;
    private static final Pattern AUTHOR = Pattern.compile("(?:^|\\s)header\\.from\\s*=\\s*\"?([^\\s\";]+)");
    private static final Pattern PASS = Pattern.compile("\\s*dmarc(?:\\s*/\\s*1)?\\s*=\\s*pass(?:\\s.*)?");

    private final Set<String> domains;

    TrustedSealers(Collection<DomainName> domains) {
        this.domains = domains.stream().map(DomainName::ascii).collect(Collectors.toUnmodifiableSet());
    }

    /// @param arc    a chain that was verified
    /// @param author the domain in From
    /// @return the domain that vouches for it
    Optional<String> vouchesFor(ArcResult arc, Optional<DomainName> author) {
        if (!arc.passes() || author.isEmpty()) {
            return Optional.empty();
        }
        List<ArcResult.Sealed> newestFirst = arc.sets().reversed();
        for (ArcResult.Sealed set : newestFirst) {
            if (!domains.contains(set.domain().toLowerCase(Locale.ROOT))) {
                return Optional.empty(); // who is not trusted may have changed everything before
            }
            if (saysPass(set.results(), author.get())) {
                return Optional.of(set.domain());
            }
        }
        return Optional.empty();
    }

    /// Whether results, as in Authentication-Results (RFC 8601 §2.2), have DMARC passed for this author.
    static boolean saysPass(String results, DomainName author) {
        for (String part : withoutComments(results).split(";", -1)) {
            if (PASS.matcher(part.toLowerCase(Locale.ROOT)).matches()) {
                Matcher from = AUTHOR.matcher(part.toLowerCase(Locale.ROOT));
                return from.find() && DomainName.parse(from.group(1)).equals(Optional.of(author));
            }
        }
        return false;
    }

    /// What is not well-formed says nothing.
    private static String withoutComments(String text) {
        String left = text;
        for (int i = 0; i < MOST_NESTED && left.indexOf('(') >= 0; i++) {
            left = COMMENT.matcher(left).replaceAll(" ");
        }
        return left.indexOf('(') >= 0 || left.indexOf(')') >= 0 ? "" : left;
    }
}
