package org.tassis.mailflow.sieve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;

/// Collects the actions of a run and keeps them from contradicting each other: RFC 5228 §2.10.
final class Outcome {
    private final SieveLimits limits;
    /// One for each mailbox (RFC 5228 §2.10.3) and each address; the later one stands in the place of the
    /// earlier, as RFC 5232 §3 says for its flags.
    private final Map<Object, SieveAction> deliveries = new LinkedHashMap<>();

    private SieveAction.@Nullable Reject reject;
    private SieveAction.@Nullable Vacation vacation;
    private boolean vacationSeen;
    private boolean keepCancelled;
    private int discardLine;
    private int actions;
    private int redirects;

    Outcome(SieveLimits limits) {
        this.limits = limits;
    }

    void keep(Position position, int line, Flags flags, Optional<EditedHeader> header) {
        deliver(position, MailboxName.INBOX, new SieveAction.Keep(line, flags, header));
        keepCancelled = true;
    }

    void store(Position position, SieveAction.FileInto file, boolean copy) {
        deliver(
                position,
                file.mailbox(),
                file.mailbox().isInbox() ? new SieveAction.Keep(file.line(), file.flags(), file.header()) : file);
        keepCancelled |= !copy; // RFC 3894 §3
    }

    void redirect(Position position, int line, EmailAddress to, boolean copy, Optional<EditedHeader> header) {
        if (!deliveries.containsKey(to) && ++redirects > limits.redirects()) {
            throw Fault.at(position, "more than " + limits.redirects() + " redirects");
        }
        boolean only = deliveries.get(to) instanceof SieveAction.Redirect before && !before.copy();
        deliver(position, to, new SieveAction.Redirect(line, to, copy && !only, header));
        keepCancelled |= !copy;
    }

    void discard(int line) {
        keepCancelled = true;
        discardLine = line;
    }

    private void deliver(Position position, Object to, SieveAction action) {
        if (reject != null) { // RFC 5429 §2.4
            throw Fault.at(position, "a message that is rejected cannot be delivered as well");
        }
        count(position);
        deliveries.put(to, action);
    }

    void reject(Position position, int line, String reason, boolean extended) {
        if (reject != null) {
            throw Fault.at(position, "a message is rejected only once");
        }
        if (!deliveries.isEmpty()) {
            throw Fault.at(position, "a message that is delivered cannot be rejected as well");
        }
        if (vacationSeen) {
            throw Fault.at(position, "'vacation' and 'reject' do not go together");
        }
        count(position);
        reject = new SieveAction.Reject(line, reason, extended);
        keepCancelled = true;
    }

    /// That one is executed, whether it replies or not: RFC 5230 §4.7.
    void vacation(Position position) {
        if (vacationSeen) {
            throw Fault.at(position, "'vacation' can run only once for a message");
        }
        if (reject != null) {
            throw Fault.at(position, "'vacation' and 'reject' do not go together");
        }
        count(position);
        vacationSeen = true;
    }

    void reply(SieveAction.Vacation reply) {
        vacation = reply;
    }

    void count(Position position) {
        if (++actions > limits.actions()) {
            throw Fault.at(position, "more than " + limits.actions() + " actions for one message");
        }
    }

    /// @param flags  of the implicit keep: RFC 5232 §3
    /// @param header of the implicit keep: RFC 5293 §7
    SieveResult result(Flags flags, Optional<EditedHeader> header, Map<String, Duration> seen) {
        var all = new ArrayList<SieveAction>(deliveries.size() + 2);
        if (vacation != null) {
            all.add(vacation);
        }
        if (reject != null) {
            all.add(reject);
        }
        all.addAll(deliveries.values());
        if (!keepCancelled && !deliveries.containsKey(MailboxName.INBOX)) {
            all.add(new SieveAction.Keep(0, flags, header));
        } else if (deliveries.isEmpty() && reject == null) {
            all.add(new SieveAction.Discard(discardLine));
        }
        return new SieveResult(
                all,
                seen.entrySet().stream()
                        .map(entry -> new SieveResult.Seen(entry.getKey(), entry.getValue()))
                        .toList(),
                Optional.empty());
    }

    /// RFC 5228 §2.10.6: nothing that the script did counts; the message is kept as it came.
    static SieveResult failed(SieveError error) {
        return new SieveResult(
                List.of(new SieveAction.Keep(0, Flags.NONE, Optional.empty())), List.of(), Optional.of(error));
    }
}
