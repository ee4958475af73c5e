package org.tassis.imap.session;

import java.util.List;
import org.tassis.core.AccountId;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.imap.reply.Capabilities;
import org.tassis.imap.reply.Completion;
import org.tassis.store.FlagRights;
import org.tassis.store.Mailbox;
import org.tassis.store.Right;
import org.tassis.store.Rights;

/// Where a session stands: RFC 9051 §3. Each state carries exactly what exists in it.
sealed interface SessionState {
    /// Nobody has logged in.
    record NotAuthenticated() implements SessionState {}

    /// Somebody has, with a mailbox selected or not.
    sealed interface LoggedIn extends SessionState {
        User user();
    }

    /// No mailbox is selected.
    record Authenticated(User user) implements LoggedIn {}

    /// A mailbox is selected.
    ///
    /// @param view         what the client knows of it
    /// @param rights       what the user may do with it
    /// @param examined     EXAMINE: what could be changed is not
    /// @param recent       the messages that are `\Recent` to this session: RFC 3501 §2.3.2; empty for
    ///     IMAP4rev2
    /// @param saved        the saved search result, `$`: RFC 5182
    /// @param contexts     searches whose results the client follows: RFC 5267
    /// @param keywordsTold how many of the mailbox's keywords the client has been told in a FLAGS response
    record Selected(
            User user,
            Mailbox mailbox,
            ClientView view,
            Rights rights,
            boolean examined,
            UidSet recent,
            UidSet saved,
            int keywordsTold,
            List<SearchContext> contexts)
            implements LoggedIn {
        private static final Rights CHANGING = FlagRights.OF_FLAGS.and(Rights.of(Right.INSERT, Right.EXPUNGE));

        Selected withUser(User other) {
            return new Selected(other, mailbox, view, rights, examined, recent, saved, keywordsTold, contexts);
        }

        Selected withView(ClientView other) {
            return new Selected(user, mailbox, other, rights, examined, recent, saved, keywordsTold, contexts);
        }

        Selected withRecent(UidSet other) {
            return new Selected(user, mailbox, view, rights, examined, other, saved, keywordsTold, contexts);
        }

        Selected withSaved(UidSet other) {
            return new Selected(user, mailbox, view, rights, examined, recent, other, keywordsTold, contexts);
        }

        Selected withKeywordsTold(int count) {
            return new Selected(user, mailbox, view, rights, examined, recent, saved, count, contexts);
        }

        Selected withContexts(List<SearchContext> others) {
            return new Selected(user, mailbox, view, rights, examined, recent, saved, keywordsTold, others);
        }

        Selected withRights(Rights others) {
            return new Selected(user, mailbox, view, others, examined, recent, saved, keywordsTold, contexts);
        }

        /// Nothing can be changed: RFC 4314 §5.2.
        boolean readOnly() {
            return examined || !rights.hasAny(CHANGING);
        }

        boolean own() {
            return mailbox.account().equals(user.id());
        }

        /// For those who do not ask for reading only, and may not.
        ///
        /// @throws RefusedCommand NO [READ-ONLY] or NO [NOPERM]
        void needs(Right... all) {
            if (examined) {
                throw new RefusedCommand(Completion.READ_ONLY_MAILBOX);
            }
            for (Right right : all) {
                if (!rights.has(right)) {
                    throw new RefusedCommand(Completion.NO_RIGHT);
                }
            }
        }

        Authenticated closed() {
            return new Authenticated(user);
        }
    }

    /// The goodbye is said.
    record LoggedOut() implements SessionState {}

    /// Who is logged in, and what was agreed with the program.
    record User(Account account, Capabilities capabilities, Enabled enabled) {
        AccountId id() {
            return account.id();
        }

        User withEnabled(Enabled other) {
            return new User(account, capabilities, other);
        }
    }

    /// What the client has enabled, for the rest of the session: RFC 9051 §6.3.1.
    ///
    /// @param condstore FETCH responses for changed flags carry MODSEQ: RFC 7162 §3.1
    /// @param qresync   VANISHED takes the place of EXPUNGE: RFC 7162 §3.2.3
    /// @param utf8      mailbox names and headers in UTF-8: RFC 6855
    /// @param rev2      RFC 9051 §6.3.1: no `\Recent`, ESEARCH always, UTF-8 names
    /// @param uidOnly   messages are named by UID alone: RFC 9586
    record Enabled(boolean condstore, boolean qresync, boolean utf8, boolean rev2, boolean uidOnly) {
        static final Enabled NOTHING = new Enabled(false, false, false, false, false);

        Enabled withCondstore() {
            return condstore ? this : new Enabled(true, qresync, utf8, rev2, uidOnly);
        }

        Enabled withQresync() {
            return new Enabled(true, true, utf8, rev2, uidOnly);
        }

        Enabled withUtf8() {
            return new Enabled(condstore, qresync, true, rev2, uidOnly);
        }

        Enabled withRev2() {
            return new Enabled(condstore, qresync, utf8, true, uidOnly);
        }

        Enabled withUidOnly() {
            return new Enabled(condstore, qresync, utf8, rev2, true);
        }

        /// Whether VANISHED takes the place of EXPUNGE.
        boolean tellsVanished() {
            return qresync || uidOnly;
        }

        /// Whether names of mailboxes go in UTF-8 instead of modified UTF-7.
        boolean utf8Names() {
            return utf8 || rev2;
        }

        /// Whether unasked FETCH responses name the UID: RFC 7162 §3.2.4.
        boolean tellsUids() {
            return qresync || rev2;
        }
    }
}
