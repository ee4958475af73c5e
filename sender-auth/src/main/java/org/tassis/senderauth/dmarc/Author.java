package org.tassis.senderauth.dmarc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.tassis.core.DomainName;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.header.MessageHeader;

/// Whose message it says it is: RFC 7489 §6.6.1.
public sealed interface Author {
    /// All addresses of the one From field are of this domain.
    record Of(DomainName domain) implements Author {}

    /// There is no one domain to ask. RFC 7489 leaves it to the receiver; such mail is hardly ever
    /// legitimate.
    record Unclear(DmarcReason why) implements Author {}

    int MAX_SHOWN = 100;

    static Author of(MessageHeader header, MessageContent content) {
        int fields = header.named("from").size();
        if (fields > 1) {
            return new Unclear(new DmarcReason.SeveralFromFields(fields));
        }
        var domains = new TreeSet<DomainName>();
        for (var mailbox : content.structure().envelope().from()) {
            if (mailbox.host().isEmpty()) {
                continue; // begins or ends a group
            }
            String host =
                    new String(mailbox.host().get().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            var domain = DomainName.parse(host);
            if (domain.isEmpty()) {
                return new Unclear(new DmarcReason.NotADomain(printable(host)));
            }
            domains.add(domain.get());
        }
        if (domains.isEmpty()) {
            return new Unclear(new DmarcReason.NoFrom());
        }
        List<DomainName> all = new ArrayList<>(domains);
        return all.size() == 1
                ? new Of(all.getFirst())
                : new Unclear(new DmarcReason.SeveralDomains(List.copyOf(all.subList(0, Math.min(10, all.size())))));
    }

    private static String printable(String text) {
        var shown = new StringBuilder();
        text.codePoints()
                .limit(MAX_SHOWN)
                .forEach(c -> shown.appendCodePoint(c >= ' ' && c != 0x7f && Character.isDefined(c) ? c : '?'));
        return shown.toString();
    }
}
