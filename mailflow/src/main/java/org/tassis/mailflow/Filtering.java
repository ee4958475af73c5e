package org.tassis.mailflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.filter.ActiveFilter;
import org.tassis.mailflow.filter.Filtered;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.mailflow.sieve.SieveEnvelope;
import org.tassis.mailflow.sieve.SieveMessage;
import org.tassis.message.MessageContent;
import org.tassis.store.StoreException;

/// The recipients' own filters. Whoever has one that may refuse a message has a fate of its own, so that
/// its refusal is its own, too: a message that was accepted is never refused afterwards. Who logged in can
/// be told instead.
final class Filtering implements Policy {
    private static final Logger LOG = LoggerFactory.getLogger(Filtering.class);

    private volatile Optional<Filters> filters = Optional.empty();

    void by(Filters theirs) {
        filters = Optional.of(theirs);
    }

    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        Optional<Filters> all = filters;
        if (all.isEmpty() || reception.client().account().isPresent()) {
            return Verdict.ACCEPT; // mail programs cannot bring a message twice; who logged in is told
        }
        String differing = recipient.accounts().stream()
                .filter(account -> all.get()
                        .active(account.id())
                        .filter(ActiveFilter::mayDiffer)
                        .isPresent())
                .map(account -> Long.toString(account.id().value()))
                .collect(Collectors.joining(", "));
        return differing.isEmpty() ? Verdict.ACCEPT : Verdict.apart("filters of accounts " + differing);
    }

    /// What all filters want, and what leaves because of it.
    record Sorted(List<Arrival> arrivals, Redirects redirects) {}

    /// Runs the filters of all recipients, and follows what they send on.
    ///
    /// @param recipients as they are for this message
    /// @param content    what the filters see
    /// @param received   what came, without the fields of this server
    /// @throws StoreException it cannot be found out now where a redirect leads
    /// @throws IOException    the content cannot be read for that
    Sorted sort(
            Reception reception,
            List<Recipient> recipients,
            MessageContent content,
            MessageContent received,
            Router router,
            WayOut out)
            throws IOException {
        Run run = new Run(reception, content);
        Redirects redirects =
                new Redirects(router, out, reception.leadsAway(), reception::mayForward, received, run::filter);
        List<Arrival> arrivals = new ArrayList<>();
        for (Recipient recipient : recipients) {
            for (Target.Mailbox target : recipient.mailboxes()) {
                arrivals.add(redirects.followed(new Arrival(
                        recipient.address(),
                        target.account(),
                        target.detail(),
                        run.filter(target.account(), recipient.address()))));
            }
        }
        return new Sorted(arrivals, redirects);
    }

    /// The message is refused when one rejects it and nobody else has it. Where others do have it, it goes
    /// past the one that rejects it: its sender must not hear of a refusal, as it was delivered.
    ///
    /// @param arrivals of a message that nobody outside gets
    static Optional<Refusal> refusal(List<Arrival> arrivals) {
        Optional<SieveAction.Reject> first = Optional.empty();
        for (Arrival arrival : arrivals) {
            Optional<SieveAction.Reject> rejection = arrival.rejection();
            if (rejection.isEmpty()) {
                return Optional.empty();
            }
            first = first.or(() -> rejection);
        }
        return first.map(reject -> new Refusal.Rejected(reject.reason()));
    }

    /// The message is stored.
    void done(List<Arrival> arrivals) {
        for (Arrival arrival : arrivals) {
            arrival.filtered().ifPresent(filtered -> filters.orElseThrow()
                    .remember(arrival.account().id(), filtered));
            arrival.onward().forEach(onward -> done(onward.here()));
        }
    }

    /// The message is looked at once for all filters.
    private final class Run {
        private final Reception reception;
        private final MessageContent content;
        private @Nullable SieveMessage message;

        Run(Reception reception, MessageContent content) {
            this.reception = reception;
            this.content = content;
        }

        Optional<Filtered> filter(Account account, EmailAddress recipient) {
            if (filters.isEmpty()) {
                return Optional.empty();
            }
            Optional<ActiveFilter> filter = filters.get().active(account.id());
            if (filter.isEmpty()) {
                return Optional.empty();
            }
            Filtered filtered;
            try {
                filtered = filters.get()
                        .run(filter.get(), account, message(), new SieveEnvelope(reception.sender(), recipient));
            } catch (UncheckedIOException e) {
                LOG.warn("{}: cannot be read for filters, it is kept", reception.id(), e);
                return Optional.empty();
            }
            filtered.trouble()
                    .ifPresentOrElse(
                            why -> LOG.info("{}: filter of {} failed: {}", reception.id(), account.login(), why),
                            () -> LOG.info(
                                    "{}: filter of {}: {}",
                                    reception.id(),
                                    account.login(),
                                    words(filtered.actions())));
            return Optional.of(filtered);
        }

        private SieveMessage message() {
            SieveMessage known = message;
            if (known == null) {
                try {
                    known = SieveMessage.of(content);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                message = known;
            }
            return known;
        }
    }

    /// For the log; never what a reason or a reply says.
    private static List<String> words(List<SieveAction> actions) {
        return actions.stream()
                .map(action -> switch (action) {
                    case SieveAction.Keep _ -> "keep";
                    case SieveAction.FileInto file -> "fileinto " + file.mailbox();
                    case SieveAction.Redirect redirect -> "redirect " + redirect.address();
                    case SieveAction.Discard _ -> "discard";
                    case SieveAction.Reject _ -> "reject";
                    case SieveAction.Vacation _ -> "vacation";
                })
                .toList();
    }
}
