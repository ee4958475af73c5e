package org.tassis.directory.desk;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.PreparedPassword;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.LoginRecord;
import org.tassis.directory.access.SecondFactors;

/// What visitors do with what lets themselves in, operators and owners of mailboxes alike. Whoever acts
/// here has shown who it is a moment ago: pages ask for the present password first. All methods throw
/// {@link DirectoryException} with the failures of {@link Directory}.
public final class OwnDesk {
    private final Acts acts;
    private final Directory directory;
    private final AccessRecords access;

    OwnDesk(Acts acts, AccessRecords access) {
        this.acts = acts;
        this.directory = acts.directory();
        this.access = access;
    }

    /// @param but the key of the session that stays
    public void setPassword(Secret password, Optional<String> but) {
        AccountRecord self = self();
        AccountId id = self.account().id();
        PreparedPassword prepared = directory.prepare(password, id);
        act(self, "own password", Facts.NONE, Facts.of("password", "changed"), () -> {
            directory.setPassword(id, prepared);
            access.endAll(id, but);
        });
    }

    public boolean hasSecondFactor() {
        return access.secondFactor(self().account().id()).isPresent();
    }

    /// @return whether the code was right, so that codes are asked for from now on
    public boolean beginSecondFactor(SecondFactors factors, Secret secret, String code) {
        AccountRecord self = self();
        return directory.together(() -> {
            boolean begun = factors.begin(self.account().id(), secret, code);
            if (begun) {
                act(self, "own second factor", Facts.NONE, Facts.of("second factor", "on"), () -> {});
            }
            return begun;
        });
    }

    public void endSecondFactor() {
        AccountRecord self = self();
        act(
                self,
                "own second factor",
                Facts.of("second factor", "on"),
                Facts.NONE,
                () -> access.setSecondFactor(self.account().id(), Optional.empty()));
    }

    /// From where, the last one first.
    public List<LoginRecord> logins(int limit) {
        return access.logins(self().account().id(), limit);
    }

    private AccountRecord self() {
        return switch (acts.by().actor()) {
            case Actor.Operator operator ->
                directory.operator(Login.parse(operator.name())
                        .orElseThrow(() -> new DirectoryException(
                                new DirectoryFailure.NotAllowed("Whoever works at the console has no login."))));
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
