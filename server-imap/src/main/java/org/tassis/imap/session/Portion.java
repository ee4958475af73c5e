package org.tassis.imap.session;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.tassis.core.UidSet;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.SearchKey;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.Selected;

/// The messages that a command is done for: of more than one command may be about, those with the highest
/// UIDs (RFC 9738 §3.1). The client asks again for those below. Immutable.
///
/// @param limit  messages that one command may be about, if there is a limit
/// @param lowest UID of the last message that it is done for, when it is not done for all
record Portion(MessageRanges messages, OptionalInt limit, OptionalLong lowest) {
    /// As much of `asked` as one command may be about.
    static Portion of(MessageRanges asked, Selected selected) {
        return of(asked, selected, selected.user().capabilities().messageLimit());
    }

    /// As much of `asked` as COPY may be about, which has a limit when others have none: SAVELIMIT.
    static Portion ofCopied(MessageRanges asked, Selected selected) {
        return of(asked, selected, selected.user().capabilities().saveLimit());
    }

    private static Portion of(MessageRanges asked, Selected selected, OptionalInt limit) {
        int size = asked.size();
        if (limit.isEmpty() || size <= limit.getAsInt()) {
            return new Portion(asked, limit, OptionalLong.empty());
        }
        MessageRanges newest = asked.window(size - limit.getAsInt(), size);
        return new Portion(newest, limit, OptionalLong.of(selected.view().uid(newest.first(0))));
    }

    /// Whether some were left out.
    boolean isPart() {
        return lowest.isPresent();
    }

    /// What the command was asked for, among what it is done for and whatever comes later.
    SearchKey within(SearchKey asked) {
        return lowest.isEmpty()
                ? asked
                : new SearchKey.And(List.of(new SearchKey.UidsBeside(lowest.getAsLong(), UidSet.MAX_UID), asked));
    }

    /// How the command ends. Where there is another code to tell, this one comes before, untagged: RFC 9738
    /// §3.1.
    Completion end(Completion done, Untagged out) throws IOException {
        if (lowest.isEmpty()) {
            return done;
        }
        Completion part = Completion.onlyNewest(code());
        if (done.kind() == Completion.Kind.OK && done.code().isEmpty()) {
            return part;
        }
        out.no(code(), part.text());
        return done;
    }

    /// The refusal of a command that is done for all messages or none.
    Completion refusal() {
        return Completion.aboveLimit(code());
    }

    private ResponseCode code() {
        return ResponseCode.messageLimit(limit.orElseThrow(), lowest);
    }
}
