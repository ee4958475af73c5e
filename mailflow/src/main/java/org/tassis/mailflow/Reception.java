package org.tassis.mailflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Target;
import org.tassis.message.MessageContent;
import org.tassis.message.PrefixedContent;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.spf.SpfResult;

/// One message being received: its sender, and the recipients accepted so far. Forget it to abort; nothing
/// is held. For one thread.
public final class Reception {
    private final MailFlow flow;
    private final String id;
    private final Client client;
    private final Optional<EmailAddress> sender;
    private final MailParameters parameters;
    private final Map<EmailAddress, Recipient> recipients = new LinkedHashMap<>();
    private final List<Mark> marks = new ArrayList<>(0);
    private final Map<Class<?>, Object> found = new HashMap<>(4);
    private final List<String> fields = new ArrayList<>(0);
    private Optional<AuthenticationResult> authentication = Optional.empty();
    private Optional<String> junk = Optional.empty();
    private final Map<AccountId, String> junkOf = new HashMap<>(0);
    private List<Arrival> arrivals = List.of();
    private @Nullable Set<String> fates; // of all recipients; null while there is none

    Reception(MailFlow flow, String id, Client client, Optional<EmailAddress> sender, MailParameters parameters) {
        this.flow = flow;
        this.id = id;
        this.client = client;
        this.sender = sender;
        this.parameters = parameters;
    }

    /// Unique for ever on this server, letters and digits.
    public String id() {
        return id;
    }

    public Client client() {
        return client;
    }

    /// Empty for the null sender.
    public Optional<EmailAddress> sender() {
        return sender;
    }

    public MailParameters parameters() {
        return parameters;
    }

    /// In the order they were named, each once.
    public Collection<Recipient> recipients() {
        return Collections.unmodifiableCollection(recipients.values());
    }

    /// Routes and judges a recipient, and adds it when nothing speaks against it.
    ///
    /// @return why it was not added
    public Optional<Refusal> rcpt(EmailAddress address, RecipientParameters wishes) {
        if (recipients.containsKey(address)) {
            return Optional.empty(); // once is enough
        }
        return flow.judge(this, address, wishes);
    }

    /// As {@link #rcpt}, for `<Postmaster>` without a domain: RFC 5321 §4.5.1.
    public Optional<Refusal> rcptPostmaster(RecipientParameters wishes) {
        Optional<EmailAddress> address;
        try {
            address = flow.postmaster();
        } catch (DirectoryException _) {
            return Optional.of(new Refusal.Unavailable());
        }
        return address.isEmpty() ? Optional.of(new Refusal.NoSuchUser()) : rcpt(address.get(), wishes);
    }

    /// Adds to what speaks for or against the message.
    public void mark(Mark mark) {
        marks.add(mark);
    }

    /// In the order they were found.
    public List<Mark> marks() {
        return Collections.unmodifiableList(marks);
    }

    /// What one policy found out, for others and for later recipients: worked out at the first call.
    ///
    /// @param kind of which there is one
    public <T> T once(Class<T> kind, Supplier<T> work) {
        Object known = found.get(kind);
        if (known == null) {
            known = work.get();
            found.put(kind, known);
        }
        return kind.cast(known);
    }

    /// To be told by an engine that refuses the message for what it is like.
    ///
    /// @param reply what it answers
    public void refused(String reply) {
        flow.refusedContent(this, reply);
    }

    /// What was found about where the message is from; empty before it was here, and when nothing was asked.
    public Optional<AuthenticationResult> authentication() {
        return authentication;
    }

    /// Whether somebody vouches for the envelope's sender: a login here, or the sender's domain by SPF, or
    /// by a DKIM signature. Who is not vouched for may be forged, and must not be sent anything.
    public boolean senderProven() {
        if (client.account().isPresent()) {
            return true;
        }
        if (sender.isEmpty() || authentication.isEmpty()) {
            return false;
        }
        DomainName domain = sender.get().domain();
        AuthenticationResult result = authentication.get();
        boolean spf = result.spf().passes()
                && result.spf().identity() == SpfResult.Identity.MAIL_FROM
                && DomainName.parse(result.spf().domain())
                        .filter(domain::equals)
                        .isPresent();
        return spf
                || result.dkim().stream()
                        .filter(DkimResult::passes)
                        .flatMap(one -> one.signature().stream())
                        .filter(signed -> !signed.testing())
                        .anyMatch(signed -> signed.domain().equals(domain)
                                || domain.ascii().endsWith("." + signed.domain().ascii()));
    }

    public void authenticated(AuthenticationResult result) {
        authentication = Optional.of(result);
    }

    /// Puts trace fields on top of the message, above those that were put there before.
    ///
    /// @param wholeFields octets as Latin-1, lines ended with CRLF
    public void prepend(String wholeFields) {
        fields.addFirst(wholeFields);
    }

    /// The message with the fields put on top of it.
    MessageContent complete(MessageContent content) {
        return fields.isEmpty()
                ? content
                : PrefixedContent.of(String.join("", fields).getBytes(StandardCharsets.ISO_8859_1), content);
    }

    /// Has the message delivered to Junk, whatever folder its recipients name.
    ///
    /// @param reason for the log; the first counts
    public void putIntoJunk(String reason) {
        junk = junk.or(() -> Optional.of(reason));
    }

    /// Has the message delivered to Junk in one mailbox.
    ///
    /// @param reason for the trace; the first counts
    public void putIntoJunk(AccountId account, String reason) {
        junkOf.putIfAbsent(account, reason);
    }

    /// Why the message goes to Junk for all, when it does.
    public Optional<String> junk() {
        return junk;
    }

    /// At which mailboxes it arrived and what their filters want; empty until it is stored.
    public List<Arrival> arrivals() {
        return arrivals;
    }

    void arrived(List<Arrival> theirs) {
        arrivals = List.copyOf(theirs);
    }

    /// Why the message goes to Junk in this mailbox, when it does.
    public Optional<String> junk(AccountId account) {
        return Optional.ofNullable(junkOf.get(account)).or(() -> junk);
    }

    /// Whether it may leave by this way. What goes to Junk is not passed on for the owner of the mailbox:
    /// who does that is soon known as a sender of spam to those who take the mail of all mailboxes here.
    boolean mayForward(Target.Remote remote) {
        return !(remote.reason() instanceof Target.Reason.Forward(var account, var _, var _))
                || junk(account.id()).isEmpty();
    }

    /// For the log; empty when it goes to Junk nowhere.
    Optional<String> anyJunk() {
        return junk.or(() -> junkOf.values().stream().findFirst());
    }

    /// Whether mail for other servers is taken now.
    boolean mayLeave() {
        return flow.passesOn();
    }

    /// Whether mail leaves now by aliases and forwards.
    boolean leadsAway() {
        return flow.leadsAway();
    }

    /// Decides about the whole message and stores it. Durable when this returns {@link Delivery.Accepted}.
    ///
    /// @throws IllegalStateException without recipients
    public Delivery deliver(MessageContent content) {
        if (recipients.isEmpty()) {
            throw new IllegalStateException("no recipients");
        }
        return flow.deliver(this, content);
    }

    /// The same message, for some of its recipients.
    Reception only(Collection<EmailAddress> some) {
        Reception part = new Reception(flow, id, client, sender, parameters);
        recipients.forEach((address, recipient) -> {
            if (some.contains(address)) {
                part.recipients.put(address, recipient);
            }
        });
        part.marks.addAll(marks);
        part.found.putAll(found);
        part.authentication = authentication;
        part.junk = junk;
        return part;
    }

    /// @return false when its fate differs from that of the recipients before it
    boolean add(Recipient recipient, Set<String> itsFates) {
        if (fates == null) {
            fates = new HashSet<>(itsFates);
        } else if (!fates.equals(itsFates)) {
            return false;
        }
        recipients.put(recipient.address(), recipient);
        return true;
    }
}
