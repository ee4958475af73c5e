package org.tassis.migration.virtualmin;

import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.NewAccount;

/// What would be made of a backup, and what is not understood.
///
/// @param domains   new ones and those that are there, in the order in which they can be made
/// @param mailboxes likewise
/// @param aliases   likewise
/// @param remarks   what is left out or needs somebody's attention
public record Preview(List<Domain> domains, List<Box> mailboxes, List<Forwarding> aliases, List<Remark> remarks) {
    public Preview {
        domains = List.copyOf(domains);
        mailboxes = List.copyOf(mailboxes);
        aliases = List.copyOf(aliases);
        remarks = List.copyOf(remarks);
    }

    /// @param aliasOf  all its addresses mean those of that domain
    /// @param catchAll gets mail for addresses that are not there
    /// @param exists   it is there already
    public record Domain(
            DomainName name, Optional<DomainName> aliasOf, Optional<EmailAddress> catchAll, boolean exists) {}

    /// A mailbox.
    ///
    /// @param user     its name there
    /// @param account  to be made
    /// @param password what becomes of it
    /// @param hash     of the password, when it can be taken along; a secret
    /// @param targets  where mail is passed on to
    /// @param keepCopy whether the mailbox gets it too
    /// @param reply    an auto-reply that answers there now
    /// @param messages how many there are in the backup
    /// @param exists   the login is there already, with the same address: only what is missing is added
    public record Box(
            String user,
            NewAccount account,
            Password password,
            String hash,
            List<EmailAddress> targets,
            boolean keepCopy,
            Optional<ReplyText> reply,
            long messages,
            boolean exists) {
        public Login login() {
            return account.login();
        }

        /// Without the hash.
        @Override
        public String toString() {
            return "Box[" + user + " as " + account.login() + "]";
        }
    }

    /// What becomes of the password of a mailbox.
    public enum Password {
        /// It stays what it is; with the first login its hash becomes one of ours.
        STAYS,
        /// A new one is made, as the hash is of a kind that is not taken.
        NEW,
        /// The mailbox is switched off there, and here.
        OFF
    }

    public record Forwarding(EmailAddress address, List<EmailAddress> targets, boolean exists) {
        public Forwarding {
            targets = List.copyOf(targets);
        }
    }

    /// @param file of the backup, by its usual name
    /// @param line of it, the first being 1; 0 for the file as a whole
    /// @param text of that line, shortened
    /// @param why  a sentence
    public record Remark(String file, int line, String text, String why) {}
}
