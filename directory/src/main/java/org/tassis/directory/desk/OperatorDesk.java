package org.tassis.directory.desk;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Factors;
import org.tassis.directory.PreparedPassword;
import org.tassis.directory.access.AccessRecords;

/// What one visit does to operators. All methods throw {@link DirectoryException} with the failures of
/// {@link Directory}, and NotAllowed.
public final class OperatorDesk {
    private final Acts acts;
    private final Directory directory;
    private final AccessRecords access;

    OperatorDesk(Acts acts, AccessRecords access) {
        this.acts = acts;
        this.access = access;
        this.directory = acts.directory();
    }

    /// In order of logins.
    public List<AccountRecord> list() {
        acts.may(Action.ServerAct.CHANGE_OPERATORS);
        return directory.operators().list();
    }

    public Account add(Login login, String realName, Secret password) {
        acts.may(Action.ServerAct.CHANGE_OPERATORS);
        PreparedPassword prepared = directory.operators().prepare(login, realName, password);
        return acts.act(() -> {
            Account made = directory.operators().add(login, realName, prepared);
            return done(made, "operator add", login, Facts.NONE, Facts.of("real name", realName));
        });
    }

    public void setPassword(Login login, Secret password) {
        acts.may(Action.ServerAct.CHANGE_OPERATORS);
        AccountRecord record = directory.operators().of(login);
        PreparedPassword prepared =
                directory.credentials().prepare(password, record.account().id());
        acts.act(() -> {
            directory.credentials().setPassword(record.account().id(), prepared);
            access.endAll(record.account().id(), Optional.empty()); // whoever knew the old one is out
            return done(record, "operator password", login, Facts.NONE, Facts.of("password", "changed"));
        });
    }

    /// That were removed and can be restored, in order of logins.
    public List<AccountRecord> removed() {
        acts.may(Action.ServerAct.CHANGE_OPERATORS);
        return directory.operators().removed();
    }

    /// With the password and factors of before.
    public Account restore(Login login) {
        return acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_OPERATORS);
            Account restored = directory.operators().restore(login);
            return done(restored, "operator restore", login, Facts.NONE, Facts.of("real name", restored.realName()));
        });
    }

    /// Restorable for a while; the last one stays.
    public void remove(Login login) {
        acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_OPERATORS);
            AccountRecord record = directory.operators().of(login);
            access.endAll(record.account().id(), Optional.empty());
            directory.operators().remove(login);
            return done(
                    record,
                    "operator remove",
                    login,
                    Facts.of("real name", record.account().realName()),
                    Facts.NONE);
        });
    }

    /// What is asked for beside the password.
    public Factors.Present factors(Login login) {
        acts.may(Action.ServerAct.CHANGE_OPERATORS);
        return directory.factors().of(directory.operators().of(login).account().id());
    }

    /// Asks for the password alone: for a colleague who is locked out.
    public void endFactors(Login login) {
        acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_OPERATORS);
            if (acts.by().actor() instanceof Actor.Operator(String self)
                    && !acts.by().actor().equals(Actor.Operator.CONSOLE)
                    && self.equals(login.value())) {
                throw new DirectoryException(new DirectoryFailure.NotAllowed(Rights.OWN_FACTORS));
            }
            AccountRecord record = directory.operators().of(login);
            SortedMap<String, String> before =
                    Facts.of(directory.factors().of(record.account().id()));
            directory.factors().end(record.account().id());
            return done(record, "operator end second factor", login, before, Facts.NONE);
        });
    }

    private static <T> Acts.Done<T> done(
            T result, String what, Login login, SortedMap<String, String> before, SortedMap<String, String> after) {
        return new Acts.Done<>(result, what, login.value(), Optional.empty(), before, after);
    }
}
