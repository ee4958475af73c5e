package org.tassis.imap.session;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.MultiSearch.Source;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.store.Mailbox;

/// Which mailboxes an account's client means: RFC 5465 §6, RFC 7377 §2.2.
final class Sources {
    private Sources() {}

    /// @param all        the account's
    /// @param subscribed asked for only where it is needed
    static List<Mailbox> of(
            Source source, LoggedIn state, List<Mailbox> all, Supplier<? extends Set<MailboxName>> subscribed) {
        return all.stream().filter(test(source, state, subscribed)).toList();
    }

    private static Predicate<Mailbox> test(
            Source source, LoggedIn state, Supplier<? extends Set<MailboxName>> subscribed) {
        return switch (source) {
            case Source.Current _ ->
                mailbox -> state instanceof Selected selected
                        && selected.mailbox().id().equals(mailbox.id());
            case Source.Inboxes _ -> mailbox -> mailbox.name().equals(MailboxName.INBOX);
            case Source.Personal _ ->
                mailbox -> mailbox.account().equals(state.user().id());
            case Source.Subscribed _ -> {
                Set<MailboxName> names = subscribed.get();
                yield mailbox -> names.contains(mailbox.name());
            }
            case Source.Named(List<MailboxName> names) -> {
                Set<MailboxName> meant = Set.copyOf(names);
                yield mailbox -> meant.contains(mailbox.name());
            }
            case Source.Subtree(List<MailboxName> names, boolean one) ->
                mailbox -> names.stream().anyMatch(name -> isIn(mailbox.name().value(), name.value(), one));
        };
    }

    private static boolean isIn(String name, String root, boolean one) {
        if (name.equals(root)) {
            return true;
        }
        return name.length() > root.length() + 1
                && name.startsWith(root)
                && name.charAt(root.length()) == MailboxName.SEPARATOR
                && (!one || name.indexOf(MailboxName.SEPARATOR, root.length() + 1) < 0);
    }
}
