package org.tassis.directory.desk;

import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.directory.CustomerId;

/// What may be done, and to whose things. {@link Rights} says by whom.
public sealed interface Action {
    /// To the server as a whole.
    record OnServer(ServerAct act) implements Action {}

    /// To what belongs to a customer.
    record OnCustomer(CustomerAct act, CustomerId customer) implements Action {}

    /// To one mailbox, of whom it belongs to.
    record OnMailbox(MailboxAct act, CustomerId customer, AccountId mailbox) implements Action {}

    /// To the tokens of an operator or a domain administrator.
    ///
    /// @param owner whose tokens they are
    record OnToken(TokenAct act, Login owner) implements Action {}

    /// What is done to tokens.
    enum TokenAct {
        SEE,
        ADD,
        REMOVE
    }

    /// Operators only.
    enum ServerAct {
        CHANGE_CUSTOMERS,
        CHANGE_PLANS,
        CHANGE_OPERATORS,
        SEE_EVERYTHING,
        RUN
    }

    /// What there is between server and mailbox.
    enum CustomerAct {
        SEE(true),
        SEE_AUDIT(true),
        CHANGE_DOMAIN(true),
        CHANGE_ALIASES(true),
        ADD_MAILBOX(true),

        /// To bring back what a backup has of all its mailboxes.
        RECOVER_MAIL(true),

        /// Mail for a new domain is taken from everyone on this server: only who answers for the server
        /// may do that.
        ADD_DOMAIN(false),
        REMOVE_DOMAIN(false);

        private final boolean administrator;

        CustomerAct(boolean administrator) {
            this.administrator = administrator;
        }

        /// Whether the customer's own administrator may.
        boolean byAdministrator() {
            return administrator;
        }
    }

    /// What is done to mailboxes.
    enum MailboxAct {
        SEE(true, true),

        /// Real name, addresses, space, being on or off.
        CHANGE(true, false),
        REMOVE(true, false),
        RESTORE(true, false),

        /// To look into a backup for what was lost, and to bring that back.
        RECOVER_MAIL(true, false),

        /// Language and what mail programs are shown.
        PREFERENCES(true, true),
        PASSWORD(true, true),
        FORWARD(true, true),
        AUTO_REPLY(true, true),

        /// To see and to end what else lets in.
        CREDENTIALS(true, true),
        SESSIONS(true, true),

        /// To bring mail in from elsewhere.
        BRING_MAIL(true, true),

        /// To take mail out, which is to read it: nobody but the owner, and who runs the server.
        TAKE_MAIL(false, true),

        /// To take the second factors off whoever is locked out. Owners end their own where the present
        /// password is asked for, not here.
        END_FACTORS(true, false),

        /// To make what lets in without being the owner's password: nobody does that for others.
        ADD_CREDENTIAL(false, true);

        private final boolean administrator;
        private final boolean owner;

        MailboxAct(boolean administrator, boolean owner) {
            this.administrator = administrator;
            this.owner = owner;
        }

        /// Whether the administrator of its customer may.
        boolean byAdministrator() {
            return administrator;
        }

        /// Whether its owner may.
        boolean byOwner() {
            return owner;
        }
    }
}
