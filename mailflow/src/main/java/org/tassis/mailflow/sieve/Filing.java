package org.tassis.mailflow.sieve;

import java.util.Optional;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;

/// `fileinto`: RFC 5228 §4.1 and what extends it.
final class Filing {
    private Filing() {}

    static void fileInto(Run run, Command.FileInto file, int line, Flags flags) {
        var position = file.position();
        var mailbox = file.mailbox().orElseGet(() -> {
            var written = run.expand(file.name());
            return MailboxName.parse(written)
                    .orElseThrow(() -> Fault.at(
                            position,
                            "'" + written + "': " + MailboxName.fault(written).orElse("no mailbox name")));
        });
        // RFC 8579 §5: the mailbox with this use, wherever it is; the named one when there is none
        var special = file.use().flatMap(run.context::mailboxFor);
        run.outcome.store(
                position,
                new SieveAction.FileInto(
                        line,
                        special.orElse(mailbox),
                        flags,
                        file.create(),
                        special.isPresent() ? Optional.empty() : file.use(),
                        run.headers.snapshot()),
                file.copy());
    }
}
