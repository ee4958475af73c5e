package org.tassis.imap.session;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.imap.command.AclCommand;
import org.tassis.imap.command.DeleteAcl;
import org.tassis.imap.command.GetAcl;
import org.tassis.imap.command.ListRights;
import org.tassis.imap.command.MyRights;
import org.tassis.imap.command.SetAcl;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.User;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.Right;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.Shares.Grantee;

/// Who may do what with a mailbox: SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS of RFC 4314 §3. One is
/// named by login or address, `anyone` is everybody of the owner's customer. No state; any thread.
final class AclHandler {
    private static final String ANYONE = "anyone";

    private final Reach reach;

    AclHandler(Reach reach) {
        this.reach = reach;
    }

    /// Whom an identifier means.
    private sealed interface Meant {
        /// Who has all rights anyway.
        record Owner() implements Meant {}

        record Other(Grantee who, boolean negative) implements Meant {}
    }

    Step handle(LoggedIn state, AclCommand command, Client client) throws IOException {
        User user = state.user();
        return switch (command) {
            case MyRights(MailboxName name) -> {
                tellMine(reach.known(user, name), client.out());
                yield new Step(state, Completion.ok("That is what you may do"));
            }
            case GetAcl(MailboxName name) -> {
                tellAll(reach.find(user, name, Right.ADMINISTER), client.out());
                yield new Step(state, Completion.ok("That is who may do what"));
            }
            case ListRights(MailboxName name, String identifier) ->
                new Step(state, list(user, reach.find(user, name, Right.ADMINISTER), identifier, client.out()));
            case SetAcl set ->
                new Step(
                        state,
                        change(
                                user,
                                reach.find(user, set.mailbox(), Right.ADMINISTER),
                                set.identifier(),
                                set::applied));
            case DeleteAcl(MailboxName name, String identifier) ->
                new Step(state, change(user, reach.find(user, name, Right.ADMINISTER), identifier, _ -> Rights.NONE));
        };
    }

    /// RFC 4314 §3.8; after LIST: RFC 8440 §3.
    static void tellMine(Reached mailbox, ResponseWriter out) throws IOException {
        out.raw("* MYRIGHTS ").mailbox(mailbox.mailbox().name()).space();
        out.astring(mailbox.rights().told()).crlf();
    }

    /// The owner first. Who has been removed for good has no name and no entry.
    private void tellAll(Reached mailbox, ResponseWriter out) throws IOException {
        out.raw("* ACL ").mailbox(mailbox.mailbox().name());
        Optional<Login> owner = reach.people().loginOf(mailbox.owner());
        if (owner.isPresent()) {
            out.space().astring(owner.get().value()).space().astring(Rights.ALL.told());
        }
        for (Shares.Entry entry : reach.shares().of(mailbox.mailbox().id())) {
            Optional<String> name = name(entry.to());
            if (name.isPresent()) {
                out.space().astring((entry.negative() ? "-" : "") + name.get()).space();
                out.astring(entry.rights().told());
            }
        }
        out.crlf();
    }

    private Optional<String> name(Grantee grantee) {
        return switch (grantee) {
            case Grantee.One(AccountId account) ->
                reach.people().loginOf(account).map(Login::value);
            case Grantee.Group _ -> Optional.of(ANYONE);
        };
    }

    /// Each right can be given alone: RFC 4314 §3.7. What identifier there was is told as it was.
    private Completion list(User user, Reached mailbox, String identifier, ResponseWriter out) throws IOException {
        Optional<Meant> meant = meant(user, mailbox, identifier);
        if (meant.isEmpty()) {
            return Completion.UNKNOWN_IDENTIFIER;
        }
        out.raw("* LISTRIGHTS ").mailbox(mailbox.mailbox().name()).space();
        out.astring(identifier).space();
        switch (meant.get()) {
            case Meant.Owner _ -> out.astring(Rights.ALL.told());
            case Meant.Other _ -> {
                out.raw("\"\"");
                String all = Rights.ALL.told();
                for (int i = 0; i < all.length(); i++) {
                    out.space().octet(all.charAt(i));
                }
            }
        }
        out.crlf();
        return Completion.ok("That is what can be given");
    }

    private Completion change(User user, Reached mailbox, String identifier, UnaryOperator<Rights> change) {
        Optional<Meant> meant = meant(user, mailbox, identifier);
        if (meant.isEmpty()) {
            return Completion.UNKNOWN_IDENTIFIER;
        }
        return switch (meant.get()) {
            case Meant.Owner _ -> Completion.OWNER_HAS_ALL;
            case Meant.Other(Grantee who, boolean negative) -> {
                reach.shares().change(mailbox.owner(), mailbox.mailbox().id(), who, negative, change);
                yield Completion.ok("So it is");
            }
        };
    }

    private Optional<Meant> meant(User user, Reached mailbox, String identifier) {
        boolean negative = identifier.startsWith("-");
        String name = (negative ? identifier.substring(1) : identifier).toLowerCase(Locale.ROOT);
        if (name.equals(ANYONE)) {
            return Optional.of(new Meant.Other(new Grantee.Group(reach.group(user)), negative));
        }
        Optional<AccountId> account =
                reach.people().colleague(mailbox.owner(), name).map(Account::id).or(() -> entered(mailbox, name));
        return account.map(
                id -> id.equals(mailbox.owner()) ? new Meant.Owner() : new Meant.Other(new Grantee.One(id), negative));
    }

    /// Somebody who was removed and may come back has an entry that can be taken away.
    private Optional<AccountId> entered(Reached mailbox, String name) {
        for (Shares.Entry entry : reach.shares().of(mailbox.mailbox().id())) {
            if (entry.to() instanceof Grantee.One(AccountId account)
                    && name(entry.to()).filter(name::equals).isPresent()) {
                return Optional.of(account);
            }
        }
        return Optional.empty();
    }
}
