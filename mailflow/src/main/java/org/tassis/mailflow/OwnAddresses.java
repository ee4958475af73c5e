package org.tassis.mailflow;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.message.Envelope;
import org.tassis.message.MessageContent;

/// Who logged in sends as nobody else: neither in the envelope nor in From (RFC 6409 §6.1). The null sender
/// is allowed, because receipts and notifications have it.
final class OwnAddresses implements Policy {
    @Override
    public Verdict mail(Reception reception) {
        Optional<Account> account = reception.client().account();
        Optional<EmailAddress> sender = reception.sender();
        if (account.isPresent() && sender.isPresent() && !account.get().owns(sender.get())) {
            return new Verdict.Refuse(new Refusal.NotYourSender(), account.get().login() + " is not " + sender.get());
        }
        return Verdict.ACCEPT;
    }

    @Override
    public Verdict data(Reception reception, MessageContent content) {
        Optional<Account> account = reception.client().account();
        if (account.isEmpty() || reception.client().entrance().equals(Entrance.RELEASE)) {
            return Verdict.ACCEPT; // what waited was its sender's own when it came
        }
        boolean any = false;
        for (Envelope.Mailbox from : content.structure().envelope().from()) {
            if (from.host().isEmpty()) {
                continue; // the start or end of a group
            }
            any = true;
            Optional<EmailAddress> address = address(from);
            if (address.isEmpty() || !account.get().owns(address.get())) {
                return new Verdict.Refuse(
                        new Refusal.NotYourFrom(),
                        account.get().login() + " is not "
                                + address.map(EmailAddress::toString).orElse("in From"));
            }
        }
        return any ? Verdict.ACCEPT : new Verdict.Refuse(new Refusal.NoFrom(), "no address in From");
    }

    private static Optional<EmailAddress> address(Envelope.Mailbox mailbox) {
        String local = utf8(mailbox.local().orElse(""));
        String host = utf8(mailbox.host().orElse(""));
        return EmailAddress.of(local, host)
                .or(() -> EmailAddress.of('"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"', host));
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
