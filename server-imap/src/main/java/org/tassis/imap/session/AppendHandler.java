package org.tassis.imap.session;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.tassis.imap.command.Append;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.store.Appended;
import org.tassis.store.FlagRights;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;

/// APPEND of one or several messages, all or none: RFC 9051 §6.3.12, RFC 3502. No state; any thread.
final class AppendHandler {
    private final MailStore store;
    private final Reach reach;
    private final InstantSource clock;

    AppendHandler(MailStore store, Reach reach, InstantSource clock) {
        this.store = store;
        this.reach = reach;
        this.clock = clock;
    }

    Step append(LoggedIn state, Append command) {
        Reached target = reach.target(state.user(), command.mailbox());
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<NewMessage> messages = new ArrayList<>(command.messages().size());
        for (Append.Message message : command.messages()) {
            messages.add(new NewMessage(
                    message.content(),
                    FlagRights.allowed(message.flags(), target.rights()),
                    message.internalDate().orElse(now)));
        }
        List<Appended> appended = store.append(target.mailbox().id(), messages);
        return new Step(
                state,
                state.user().capabilities().offers("UIDPLUS")
                        ? Completion.ok(ResponseCode.appendUid(appended), "Appended")
                        : Completion.ok("Appended"));
    }
}
