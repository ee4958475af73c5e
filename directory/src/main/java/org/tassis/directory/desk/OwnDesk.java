package org.tassis.directory.desk;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Factors;
import org.tassis.directory.Passkey;
import org.tassis.directory.PreparedPassword;
import org.tassis.directory.RecoveryCodes;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.LoginRecord;
import org.tassis.directory.access.SecondFactors;

/// What visitors do with what lets themselves in, operators and owners of mailboxes alike. Whoever acts
/// here has shown who it is a moment ago: pages ask for the present password first. All methods throw
/// {@link DirectoryException} with the failures of {@link Directory}.
public final class OwnDesk {
    private static final Logger LOG = LoggerFactory.getLogger(OwnDesk.class);

    private final Acts acts;
    private final Directory directory;
    private final AccessRecords access;
    private final Letters letters;
    private final Post post;

    OwnDesk(Acts acts, AccessRecords access, Letters letters, Post post) {
        this.acts = acts;
        this.directory = acts.directory();
        this.access = access;
        this.letters = letters;
        this.post = post;
    }

    /// @param but the key of the session that stays
    public void setPassword(Secret password, Optional<String> but) {
        AccountRecord self = self();
        AccountId id = self.account().id();
        PreparedPassword prepared = directory.credentials().prepare(password, id);
        act(self, "own password", Facts.NONE, Facts.of("password", "changed"), () -> {
            directory.credentials().setPassword(id, prepared);
            access.endAll(id, but);
        });
    }

    /// What is asked for beside the password.
    public Factors.Present factors() {
        return directory.factors().of(self().account().id());
    }

    /// A factor that is asked for from now on.
    ///
    /// @param recovery made with it, unless there are some already: to be shown once
    public record Added(Optional<RecoveryCodes> recovery) {}

    /// @return empty when the code was wrong
    public Optional<Added> beginCodes(SecondFactors codes, Secret secret, String code) {
        AccountRecord self = self();
        return directory.together(() -> codes.begin(self.account().id(), secret, code)
                ? Optional.of(added(self, Facts.of("second factor", "codes")))
                : Optional.empty());
    }

    public void endCodes() {
        AccountRecord self = self();
        act(self, "own second factor", Facts.of("second factor", "codes"), Facts.NONE, () -> directory
                .factors()
                .endCodes(self.account().id()));
    }

    /// @return empty when somebody has that credential already
    public Optional<Added> addPasskey(Passkey passkey) {
        AccountRecord self = self();
        if (!passkey.account().equals(self.account().id())) {
            throw new DirectoryException(new DirectoryFailure.NotAllowed("A passkey is its owner's."));
        }
        return directory.together(() ->
                directory.factors().addPasskey(passkey).map(made -> added(self, Facts.of("passkey", made.name()))));
    }

    private Added added(AccountRecord self, SortedMap<String, String> facts) {
        act(self, "own second factor", Facts.NONE, facts, () -> {});
        AccountId id = self.account().id();
        return directory.factors().recoveryCodes(id) > 0
                ? new Added(Optional.empty())
                : new Added(Optional.of(recoveryCodes(self)));
    }

    /// @return whether there was one
    public boolean renamePasskey(long id, String name) {
        AccountRecord self = self();
        Optional<Passkey> known = passkey(self, id);
        known.ifPresent(passkey -> act(
                self,
                "own passkey rename",
                Facts.of("passkey", passkey.name()),
                Facts.of("passkey", name),
                () -> directory.factors().renamePasskey(self.account().id(), id, name)));
        return known.isPresent();
    }

    /// @return whether there was one
    public boolean removePasskey(long id) {
        AccountRecord self = self();
        Optional<Passkey> known = passkey(self, id);
        known.ifPresent(passkey ->
                act(self, "own second factor", Facts.of("passkey", passkey.name()), Facts.NONE, () -> directory
                        .factors()
                        .removePasskey(self.account().id(), id)));
        return known.isPresent();
    }

    private Optional<Passkey> passkey(AccountRecord self, long id) {
        return directory.factors().passkeys(self.account().id()).stream()
                .filter(passkey -> passkey.id() == id)
                .findFirst();
    }

    /// A new set, shown once; the set before is good for nothing any more.
    ///
    /// @throws DirectoryException NotAllowed when no factor is asked for
    public RecoveryCodes newRecoveryCodes() {
        AccountRecord self = self();
        return directory.together(() -> {
            if (!directory.factors().of(self.account().id()).any()) {
                throw new DirectoryException(
                        new DirectoryFailure.NotAllowed("Recovery codes are for who has a second factor."));
            }
            return recoveryCodes(self);
        });
    }

    /// Takes a recovery code for a second factor: it is good for nothing any more then. A letter tells the
    /// owner, since it may have been somebody who found the paper with the codes; an operator's goes to the
    /// postmaster.
    ///
    /// @return whether it was one of those that are left
    public boolean useRecoveryCode(String typed) {
        AccountRecord self = self();
        AccountId id = self.account().id();
        boolean used = directory.together(() -> {
            int before = directory.factors().recoveryCodes(id);
            if (!directory.factors().useRecoveryCode(id, typed)) {
                return false;
            }
            act(
                    self,
                    "own recovery code use",
                    Facts.of("recovery codes", before),
                    Facts.of("recovery codes", left(id)),
                    () -> {});
            return true;
        });
        if (used) {
            tell(self, left(id));
        }
        return used;
    }

    private int left(AccountId id) {
        return directory.factors().recoveryCodes(id);
    }

    private void tell(AccountRecord self, int left) {
        Account owner = self.account();
        try {
            post.send(
                    letters.recoveryCodeUsed(owner, acts.by().from(), left),
                    self.isMailbox() ? new Post.To.Mailbox(owner.id()) : new Post.To.Postmaster());
        } catch (RuntimeException e) { // who may come in comes in, also when the mailbox is full
            LOG.warn("{} could not be told that a recovery code was used: {}", owner.login(), e.getMessage());
        }
    }

    private RecoveryCodes recoveryCodes(AccountRecord self) {
        RecoveryCodes codes =
                directory.factors().newRecoveryCodes(self.account().id());
        act(self, "own recovery codes", Facts.NONE, Facts.of("recovery codes", "new"), () -> {});
        return codes;
    }

    /// From where, the last one first.
    public List<LoginRecord> logins(int limit) {
        return access.logins(self().account().id(), limit);
    }

    /// Does something to what is the visitor's alone, and writes it into the audit log.
    ///
    /// @param facts what is known of it then
    public void run(String what, Map<String, String> facts, Runnable change) {
        act(self(), what, Facts.NONE, new TreeMap<>(facts), change);
    }

    private AccountRecord self() {
        return switch (acts.by().actor()) {
            case Actor.Operator operator ->
                directory
                        .operators()
                        .of(Login.parse(operator.name())
                                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NotAllowed(
                                        "Whoever works at the console has no login."))));
            case Actor.DomainAdministrator administrator ->
                directory.mailbox(administrator.account().id());
            case Actor.MailboxUser user -> directory.mailbox(user.account().id());
        };
    }

    private void act(
            AccountRecord self,
            String what,
            SortedMap<String, String> before,
            SortedMap<String, String> after,
            Runnable change) {
        acts.act(() -> {
            change.run();
            Optional<CustomerId> customer = self.isMailbox() ? Optional.of(self.customer()) : Optional.empty();
            return new Acts.Done<>(self, what, self.account().login().value(), customer, before, after);
        });
    }
}
