package org.tassis.mailflow;

import java.util.Optional;
import org.tassis.message.MessageContent;

/// One consideration in accepting mail, with a method for each stage at which it may have something to say.
/// All policies stand in one list, in {@link MailFlow}; the first refusal counts. Any thread; may block.
public interface Policy {
    /// Which switch turns it off, or lets it only observe; none when it always holds.
    default Optional<Check> check() {
        return Optional.empty();
    }

    /// A client has connected.
    default Verdict connect(Client client) {
        return Verdict.ACCEPT;
    }

    /// It has said its name.
    default Verdict helo(Client client) {
        return Verdict.ACCEPT;
    }

    /// It has named the sender; there are no recipients yet.
    default Verdict mail(Reception reception) {
        return Verdict.ACCEPT;
    }

    /// It names a recipient; those accepted before are in the reception.
    default Verdict rcpt(Reception reception, Recipient recipient) {
        return Verdict.ACCEPT;
    }

    /// The whole message is here.
    default Verdict data(Reception reception, MessageContent content) {
        return Verdict.ACCEPT;
    }
}
