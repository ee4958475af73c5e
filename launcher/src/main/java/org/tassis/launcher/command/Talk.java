package org.tassis.launcher.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.tassis.certificates.Renewals;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.BrowserDesk;
import org.tassis.directory.desk.CustomerDesk;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.DomainDesk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.OperatorDesk;
import org.tassis.directory.desk.TokenDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.protocol.ProtocolRecorder;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.mailflow.desk.Doorkeeper;
import org.tassis.mailflow.desk.QueueRoom;
import org.tassis.mailflow.desk.TraceRoom;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.migration.job.Migrations;
import org.tassis.store.Usage;

/// What one run of a command works with.
///
/// @param known      nothing when the command line is only parsed
/// @param recordings that were made here
record Talk(Optional<CommandParts> known, Recordings recordings, InputStream in, PrintWriter out, PrintWriter err) {
    private static final int MAX_PASSWORD_LINE = 4096;

    /// For a command line that is only parsed, or asked for help.
    static Talk parsing(PrintWriter out, PrintWriter err) {
        return new Talk(Optional.empty(), new Recordings(Path.of("")), InputStream.nullInputStream(), out, err);
    }

    private CommandParts parts() {
        return known.orElseThrow(() -> new IllegalStateException("only parsing"));
    }

    /// For questions: whoever runs a command may ask everything.
    Directory directory() {
        return desk().directory();
    }

    /// For changes.
    private Desk desk() {
        return parts().desk();
    }

    MailboxDesk mailboxes() {
        return desk().mailboxes(Visit.CONSOLE);
    }

    DomainDesk domains() {
        return desk().domains(Visit.CONSOLE);
    }

    CustomerDesk customers() {
        return desk().customers(Visit.CONSOLE);
    }

    OperatorDesk operators() {
        return desk().operators(Visit.CONSOLE);
    }

    BrowserDesk browsers() {
        return desk().browsers(Visit.CONSOLE);
    }

    /// For what consists of many changes.
    Desk wholeDesk() {
        return desk();
    }

    TokenDesk tokens() {
        return desk().tokens(Visit.CONSOLE);
    }

    List<AuditEntry> audit(AuditQuery query, OptionalLong before, int limit) {
        return desk().audit(Visit.CONSOLE, query, before, limit);
    }

    Usage usage(AccountId account) {
        return parts().usage().apply(account);
    }

    AccessLists lists() {
        return parts().lists();
    }

    /// Asked and changed by {@link Visit#CONSOLE}.
    QueueRoom queue() {
        return new QueueRoom(desk(), parts().queue());
    }

    ReportDesk reports() {
        return parts().reports().orElseThrow(() -> new IllegalStateException("there are no reports"));
    }

    /// Likewise.
    TraceRoom trace() {
        return new TraceRoom(desk(), parts().trace());
    }

    SigningKeys keys() {
        return parts().keys();
    }

    /// Likewise.
    Doorkeeper door() {
        return new Doorkeeper(desk(), greylist());
    }

    Greylist greylist() {
        return parts().greylist();
    }

    Filters filters() {
        return parts().filters();
    }

    SpamKnowledge spam() {
        return parts().spam();
    }

    Migrations migrations() {
        return parts().migrations().orElseThrow(() -> new IllegalStateException("there are no migrations"));
    }

    /// What to publish; of a running server.
    Optional<DnsAdvice> advice() {
        return known.flatMap(parts -> parts.running().advice());
    }

    /// That are ordered; likewise.
    Optional<Renewals> certificates() {
        return known.flatMap(parts -> parts.running().certificates());
    }

    /// Of this process, when it is a running server.
    Optional<ProtocolRecorder> recorder() {
        return known.flatMap(parts -> parts.running().recorder());
    }

    /// The first line of the standard input.
    Secret passwordLine() {
        byte[] octets;
        try {
            octets = in.readNBytes(MAX_PASSWORD_LINE + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int length = 0;
        while (length < octets.length && octets[length] != '\n' && octets[length] != '\r') {
            length++;
        }
        if (length == 0) {
            throw refused("The password", "was not given: write it to the standard input, on one line");
        }
        if (length > MAX_PASSWORD_LINE) {
            throw refused("The password", "is far too long");
        }
        try {
            return new Secret(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, length)));
        } catch (CharacterCodingException e) {
            throw refused("The password", "is not in UTF-8");
        }
    }

    /// The whole standard input.
    ///
    /// @param most octets
    String text(int most) {
        byte[] octets;
        try {
            octets = in.readNBytes(most + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (octets.length > most) {
            throw refused("The text", "is far too long");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("The text", "is not in UTF-8");
        }
    }

    /// Does the same for each, whatever happens to the others.
    ///
    /// @return the exit status
    <T> int each(Collection<T> things, Consumer<T> action) {
        int status = 0;
        for (T thing : things) {
            try {
                action.accept(thing);
            } catch (DirectoryException e) {
                err.println(e.getMessage());
                status = 1;
            }
        }
        return status;
    }

    static DirectoryException refused(String what, String why) {
        return new DirectoryException(new DirectoryFailure.BadValue(what, why));
    }
}
