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
        return directory.operators();
    }

    public Account add(Login login, String realName, Secret password) {
        acts.may(Action.ServerAct.CHANGE_OPERATORS);
        PreparedPassword prepared = directory.prepareForOperator(login, realName, password);
        return acts.act(() -> {
            Account made = directory.addOperator(login, realName, prepared);
            return done(made, "operator add", login, Facts.NONE, Facts.of("real name", realName));
        });
    }

    public void setPassword(Login login, Secret password) {
        acts.may(Action.ServerAct.CHANGE_OPERATORS);
        AccountRecord record = directory.operator(login);
        PreparedPassword prepared = directory.prepare(password, record.account().id());
        acts.act(() -> {
            directory.setPassword(record.account().id(), prepared);
            access.endAll(record.account().id(), Optional.empty()); // whoever knew the old one is out
            return done(record, "operator password", login, Facts.NONE, Facts.of("password", "changed"));
        });
    }

    /// For ever; the last one stays.
    public void remove(Login login) {
        acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_OPERATORS);
            AccountRecord record = directory.operator(login);
            access.endAll(record.account().id(), Optional.empty());
            directory.removeOperator(login);
            return done(
                    record,
                    "operator remove",
                    login,
                    Facts.of("real name", record.account().realName()),
                    Facts.NONE);
        });
    }

    /// Whether a code is asked for beside the password.
    public boolean hasSecondFactor(Login login) {
        acts.may(Action.ServerAct.CHANGE_OPERATORS);
        return access.secondFactor(directory.operator(login).account().id()).isPresent();
    }

    /// Asks for no code any more: for whoever lost what makes them.
    public void endSecondFactor(Login login) {
        acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_OPERATORS);
            AccountRecord record = directory.operator(login);
            access.setSecondFactor(record.account().id(), Optional.empty());
            return done(record, "operator end second factor", login, Facts.of("second factor", "on"), Facts.NONE);
        });
    }

    private static <T> Acts.Done<T> done(
            T result, String what, Login login, SortedMap<String, String> before, SortedMap<String, String> after) {
        return new Acts.Done<>(result, what, login.value(), Optional.empty(), before, after);
    }
}
