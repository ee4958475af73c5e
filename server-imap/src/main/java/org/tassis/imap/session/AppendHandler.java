package org.tassis.imap.session;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.imap.command.Append;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.store.Appended;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;

/// APPEND of one or several messages, all or none: RFC 9051 §6.3.12, RFC 3502. No state; any thread.
final class AppendHandler {
    private final MailStore store;
    private final InstantSource clock;

    AppendHandler(MailStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    Step append(LoggedIn state, Append command) {
        Optional<Mailbox> mailbox = store.mailbox(state.user().id(), command.mailbox());
        if (mailbox.isEmpty()) {
            return new Step(state, Completion.TRY_CREATE);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<NewMessage> messages = new ArrayList<>(command.messages().size());
        for (Append.Message message : command.messages()) {
            messages.add(new NewMessage(
                    message.content(), message.flags(), message.internalDate().orElse(now)));
        }
        List<Appended> appended = store.append(mailbox.get().id(), messages);
        return new Step(
                state,
                state.user().capabilities().offers("UIDPLUS")
                        ? Completion.ok(ResponseCode.appendUid(appended), "Appended")
                        : Completion.ok("Appended"));
    }
}
