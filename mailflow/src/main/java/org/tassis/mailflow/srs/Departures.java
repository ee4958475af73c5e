package org.tassis.mailflow.srs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.Errand;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.mailflow.WayOut;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// What leaves this server of a message whose recipients lead away, and in what envelope. A message that has
/// been at a recipient before, by its Delivered-To fields, does not leave from there again: that breaks
/// circles through other servers. Any thread.
///
/// What strangers want to hear (RFC 3461) is not passed on: their mail leaves under an address of this
/// server, as from a mailing list (§5.2.7.1, §5.2.7.4). Who logged in here stays the sender of what aliases
/// pass on, and so do their wishes (§5.2.7.2); but with several addresses behind one nobody can promise
/// that all of them got it (§5.2.7.3).
public final class Departures implements WayOut {
    private static final int MAX_HEADER = 256 * 1024;
    private static final int MAX_VISITED = 1000;
    private static final Pattern ENCODED = Pattern.compile("\\\\x\\{([0-9a-fA-F]{1,6})}");

    private final Router router;
    private final Srs srs;

    public Departures(Router router, Srs srs) {
        this.router = router;
        this.srs = srs;
    }

    @Override
    public boolean leadsAway() {
        return true;
    }

    // ---- circles ----

    @Override
    public List<Recipient> settled(Collection<Recipient> recipients, MessageContent content) throws IOException {
        if (recipients.stream().allMatch(recipient -> recipient.remotes().isEmpty())) {
            return List.copyOf(recipients);
        }
        Set<EmailAddress> visited = visited(content);
        List<Recipient> settled = new ArrayList<>();
        for (Recipient recipient : recipients) {
            if (recipient.remotes().isEmpty() || !visited.contains(recipient.address())) {
                settled.add(recipient);
            } else {
                recipient.staying(_ -> false).ifPresent(settled::add);
            }
        }
        return settled;
    }

    /// What stands in Delivered-To.
    private static Set<EmailAddress> visited(MessageContent content) throws IOException {
        Set<EmailAddress> visited = new HashSet<>();
        try (InputStream in = content.open()) {
            long length = Math.min(content.structure().root().bodyStart(), MAX_HEADER);
            HeaderFields fields = new HeaderFields(in.readNBytes((int) length));
            while (fields.next() && visited.size() < MAX_VISITED) {
                if (fields.isNamed("Delivered-To")) {
                    String value = new String(
                            fields.value(2000).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                    EmailAddress.parse(read(value.strip())).ifPresent(visited::add);
                }
            }
        }
        return visited;
    }

    /// An address in ASCII, as RFC 6533 §3 writes other characters: a message must not need SMTPUTF8
    /// because of it.
    private static String written(EmailAddress address) {
        StringBuilder text = new StringBuilder();
        address.toString().codePoints().forEach(c -> {
            if (c < 0x80) {
                text.appendCodePoint(c);
            } else {
                text.append("\\x{").append(Integer.toHexString(c)).append('}');
            }
        });
        return text.toString();
    }

    private static String read(String text) {
        return ENCODED.matcher(text).replaceAll(match -> {
            int c = Integer.parseInt(match.group(1), 16);
            return Character.isValidCodePoint(c) ? Matcher.quoteReplacement(Character.toString(c)) : "";
        });
    }

    // ---- envelopes ----

    /// What those who leave together share.
    private record Envelope(
            Optional<AccountId> owner,
            Optional<EmailAddress> sender,
            MailParameters parameters,
            String prefix,
            Errand errand) {}

    /// One way away.
    private record Way(Recipient recipient, Target.Remote remote) {
        /// A forward without a copy, whose mailbox must get what is refused: nobody else's copy makes it
        /// superfluous.
        boolean isOnlyOne() {
            return remote.reason() instanceof Target.Reason.Forward(var _, var _, var copy) && !copy;
        }
    }

    /// An address gets one copy, however many recipients lead to it; but one for each mailbox that keeps
    /// none.
    @Override
    public List<Outgoing> outgoing(
            String id,
            Optional<AccountId> author,
            Optional<EmailAddress> sender,
            MailParameters parameters,
            Collection<Recipient> recipients,
            boolean proven) {
        Map<Envelope, List<Outgoing.To>> envelopes = new LinkedHashMap<>();
        Set<EmailAddress> reached = new HashSet<>();
        for (Recipient recipient : recipients) {
            if (recipient.route() instanceof Route.Remote && reached.add(recipient.address())) {
                envelopes
                        .computeIfAbsent(
                                new Envelope(author, sender, parameters, "", Errand.SENT), _ -> new ArrayList<>())
                        .add(new Outgoing.To(recipient.address(), recipient.parameters()));
            }
        }
        List<Way> ways = new ArrayList<>();
        for (Recipient recipient : recipients) {
            recipient.remotes().forEach(remote -> ways.add(new Way(recipient, remote)));
        }
        Set<Object> only = new LinkedHashSet<>();
        for (Way way : ways) {
            if (way.isOnlyOne()) {
                Envelope envelope = envelope(author, sender, parameters, way, proven);
                EmailAddress to = way.remote().address();
                reached.add(to);
                if (only.add(List.of(to, envelope.owner()))) {
                    envelopes.computeIfAbsent(envelope, _ -> new ArrayList<>()).add(to(envelope, way, author));
                }
            }
        }
        for (Way way : ways) {
            if (!way.isOnlyOne() && reached.add(way.remote().address())) {
                Envelope envelope = envelope(author, sender, parameters, way, proven);
                envelopes.computeIfAbsent(envelope, _ -> new ArrayList<>()).add(to(envelope, way, author));
            }
        }
        List<Outgoing> all = new ArrayList<>();
        envelopes.forEach((envelope, to) -> all.add(new Outgoing(
                id,
                envelope.owner(),
                envelope.sender(),
                envelope.parameters(),
                envelope.prefix(),
                to,
                envelope.errand(),
                author.isPresent())));
        return all;
    }

    private Envelope envelope(
            Optional<AccountId> author,
            Optional<EmailAddress> sender,
            MailParameters parameters,
            Way way,
            boolean proven) {
        String prefix = "Delivered-To: " + written(way.recipient().address()) + "\r\n";
        MailParameters silent = new MailParameters(
                OptionalLong.empty(),
                parameters.body(),
                parameters.smtpUtf8(),
                Optional.empty(),
                Optional.empty(),
                parameters.requireTls(), // RFC 8689 §5: also where it is passed on
                Optional.empty());
        return switch (way.remote().reason()) {
            case Target.Reason.Alias(var alias) -> {
                MailParameters kept = author.isEmpty()
                        ? silent
                        : new MailParameters(
                                OptionalLong.empty(),
                                parameters.body(),
                                parameters.smtpUtf8(),
                                parameters.returned(),
                                parameters.envelopeId(),
                                parameters.requireTls(),
                                Optional.empty());
                yield new Envelope(
                        author,
                        rewritten(sender, alias.domain(), proven),
                        kept,
                        prefix,
                        new Errand.Aliased(way.recipient().address()));
            }
            case Target.Reason.Forward(var account, var as, var copy) ->
                new Envelope(
                        Optional.of(account.id()),
                        rewritten(sender, as.domain(), proven),
                        silent,
                        prefix,
                        new Errand.Forwarded(as, copy));
            case Target.Reason.Returned _ ->
                new Envelope(Optional.empty(), Optional.empty(), silent, prefix, Errand.RETURNED);
        };
    }

    private static Outgoing.To to(Envelope envelope, Way way, Optional<AccountId> author) {
        RecipientParameters wishes = RecipientParameters.NONE;
        if (author.isPresent() && envelope.errand() instanceof Errand.Aliased) {
            Recipient recipient = way.recipient();
            Set<Notify> notices = new HashSet<>(recipient.parameters().notices());
            if (recipient.remotes().size() + recipient.mailboxes().size() > 1 && notices.remove(Notify.SUCCESS)) {
                notices.add(Notify.FAILURE); // an empty set would mean more than was asked for
            }
            wishes = new RecipientParameters(
                    notices,
                    recipient
                            .parameters()
                            .original()
                            .or(() -> Optional.of(new OriginalRecipient(
                                    recipient.address().needsUtf8() ? "utf-8" : "rfc822",
                                    recipient.address().toString()))));
        }
        return new Outgoing.To(way.remote().address(), wishes);
    }

    /// A sender of this server may stay: this server is entitled to send its mail.
    private Optional<EmailAddress> rewritten(Optional<EmailAddress> sender, DomainName here, boolean proven) {
        try {
            return sender.flatMap(address ->
                    router.route(address) instanceof Route.Remote ? srs.rewrite(address, here, proven) : sender);
        } catch (DirectoryException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }
}
