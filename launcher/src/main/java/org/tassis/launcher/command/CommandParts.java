package org.tassis.launcher.command;

import java.util.Optional;
import java.util.function.Function;
import org.tassis.certificates.Renewals;
import org.tassis.core.AccountId;
import org.tassis.directory.desk.Desk;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.protocol.ProtocolRecorder;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.trace.TraceSearch;
import org.tassis.migration.job.Migrations;
import org.tassis.store.Usage;

/// What commands work with.
///
/// @param usage   what an account holds: `MailStore::usage`
/// @param running what only a running server has
public record CommandParts(
        Desk desk,
        Function<AccountId, Usage> usage,
        AccessLists lists,
        TraceSearch trace,
        SigningKeys keys,
        QueueDesk queue,
        Filters filters,
        SpamKnowledge spam,
        Greylist greylist,
        Optional<ReportDesk> reports,
        Optional<Migrations> migrations,
        Running running) {

    /// What only a running server has.
    ///
    /// @param recorder     of the protocol of sessions
    /// @param advice       what to publish in the DNS
    /// @param certificates where they are ordered
    public record Running(
            Optional<ProtocolRecorder> recorder, Optional<DnsAdvice> advice, Optional<Renewals> certificates) {
        /// There is none.
        public static final Running NOTHING = new Running(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public CommandParts(
            Desk desk,
            Function<AccountId, Usage> usage,
            AccessLists lists,
            TraceSearch trace,
            SigningKeys keys,
            QueueDesk queue,
            Filters filters,
            SpamKnowledge spam,
            Greylist greylist) {
        this(
                desk,
                usage,
                lists,
                trace,
                keys,
                queue,
                filters,
                spam,
                greylist,
                Optional.empty(),
                Optional.empty(),
                Running.NOTHING);
    }

    public CommandParts with(ReportDesk desk) {
        return new CommandParts(
                this.desk,
                usage,
                lists,
                trace,
                keys,
                queue,
                filters,
                spam,
                greylist,
                Optional.of(desk),
                migrations,
                running);
    }

    public CommandParts with(Migrations jobs) {
        return new CommandParts(
                desk, usage, lists, trace, keys, queue, filters, spam, greylist, reports, Optional.of(jobs), running);
    }

    public CommandParts with(Running server) {
        return new CommandParts(
                desk, usage, lists, trace, keys, queue, filters, spam, greylist, reports, migrations, server);
    }
}
