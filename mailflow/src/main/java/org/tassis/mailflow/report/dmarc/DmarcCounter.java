package org.tassis.mailflow.report.dmarc;

import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.directory.DirectoryException;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.report.Tally.Kind;
import org.tassis.mailflow.report.TallyBuffer;
import org.tassis.mailflow.sender.SenderChecks;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.dmarc.DmarcPolicy;

/// Counts messages for the domains whose policy was applied to them, when they want reports; never for domains of this
/// server. Any thread.
public final class DmarcCounter implements SenderChecks.Observer {
    private static final Logger LOG = LoggerFactory.getLogger(DmarcCounter.class);

    private final TallyBuffer buffer;
    private final Predicate<DomainName> own;

    /// @param own whether a domain is one of this server
    public DmarcCounter(TallyBuffer buffer, Predicate<DomainName> own) {
        this.buffer = buffer;
        this.own = own;
    }

    @Override
    public void judged(Reception reception, AuthenticationResult result, DmarcPolicy applied) {
        Optional<DomainName> domain = result.dmarc().publishedAt();
        boolean wanted = result.dmarc()
                .published()
                .filter(record -> !record.reports().isEmpty())
                .isPresent();
        try {
            if (wanted && domain.isPresent() && !own.test(domain.get())) {
                DmarcFacts.of(reception.client().address(), reception.sender(), result, applied)
                        .ifPresent(facts -> buffer.count(Kind.DMARC_SEEN, domain.get(), facts.written()));
            }
        } catch (DirectoryException e) {
            LOG.debug("{}: not counted", reception.id(), e);
        }
    }
}
