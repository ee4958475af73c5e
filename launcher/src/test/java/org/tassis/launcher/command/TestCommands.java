package org.tassis.launcher.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.tassis.core.Quota;
import org.tassis.directory.InMemoryDomainKeyRecords;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.InMemoryAccessRules;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.spam.InMemorySpamMemory;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.Trace;
import org.tassis.migration.job.Migrations;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.Usage;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestGreylist;

/// The commands over people in memory, without a server.
final class TestCommands {
    private TestCommands() {}

    static DirectoryCommands over(TestDirectory people) {
        return over(people, TestFilters.alone(), TestGreylist.at(InstantSource.system()));
    }

    static DirectoryCommands over(TestDirectory people, Filters filters) {
        return over(people, filters, TestGreylist.at(InstantSource.system()));
    }

    static DirectoryCommands over(TestDirectory people, Greylist greylist) {
        return over(people, TestFilters.alone(), greylist);
    }

    static DirectoryCommands over(TestDirectory people, Migrations migrations) {
        return over(parts(people, TestFilters.alone(), TestGreylist.at(InstantSource.system()))
                .with(migrations));
    }

    private static DirectoryCommands over(TestDirectory people, Filters filters, Greylist greylist) {
        return over(parts(people, filters, greylist));
    }

    private static DirectoryCommands over(CommandParts parts) {
        return new DirectoryCommands(parts, new Recordings(Path.of("nowhere")));
    }

    private static CommandParts parts(TestDirectory people, Filters filters, Greylist greylist) {
        return new CommandParts(
                people.desk,
                _ -> new Usage(0, 0, Quota.UNLIMITED),
                new AccessLists(new InMemoryAccessRules(), InstantSource.system()),
                new InMemoryTrace(),
                new SigningKeys(
                        new InMemoryDomainKeyRecords(people.records), Publication.UNKNOWN, InstantSource.system()),
                QueueDesk.withoutServer(
                        new InMemoryQueue(new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system())),
                        Duration.ofDays(5),
                        InstantSource.system(),
                        Trace.NONE),
                filters,
                new SpamKnowledge(new InMemorySpamMemory()),
                greylist);
    }
}
