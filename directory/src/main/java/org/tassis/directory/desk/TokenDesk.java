package org.tassis.directory.desk;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.TokenRecords;
import org.tassis.directory.access.TokenScopes;

/// What one visit does to tokens of programs. All methods throw {@link DirectoryException} with
/// NoSuchToken, BadValue, TooMany, NotAllowed.
public final class TokenDesk {
    /// When nothing else is said.
    public static final Duration USUAL = Duration.ofDays(90);

    public static final Duration LONGEST = Duration.ofDays(730);

    private final Acts acts;
    private final Directory directory;
    private final TokenRecords records;

    TokenDesk(Acts acts, TokenRecords records) {
        this.acts = acts;
        this.directory = acts.directory();
        this.records = records;
    }

    /// A token that was just made.
    ///
    /// @param secret the token itself, shown this once
    public record Made(ApiToken token, Secret secret) {}

    /// The visitor's own, or for operators those of everyone; by ascending id, to be read page by page.
    ///
    /// @param after the last id of the page before, or 0
    public List<ApiToken> page(long after, int limit) {
        Optional<AccountId> owner =
                switch (acts.by().actor()) {
                    case Actor.Operator _ -> Optional.empty();
                    case Actor.DomainAdministrator administrator ->
                        Optional.of(administrator.account().id());
                    case Actor.MailboxUser user -> {
                        acts.may(new Action.OnToken(
                                Action.TokenAct.SEE, user.account().login()));
                        yield Optional.of(user.account().id());
                    }
                };
        return records.tokens(owner, after, limit);
    }

    public ApiToken find(long id) {
        return mine(id, Action.TokenAct.SEE);
    }

    /// Whose a token is, removed or not: it lets nobody in while its owner is removed.
    public Login owner(ApiToken token) {
        return login(token);
    }

    /// @param owner login of an operator or domain administrator; empty: the visitor
    /// @param time  after which it lets nobody in; up to {@link #LONGEST}
    public Made add(Optional<String> owner, String name, TokenScopes scopes, Duration time) {
        AccountRecord record = owner.map(this::administrator).orElseGet(this::visitor);
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw bad("The time of a token", "is up to " + LONGEST.toDays() + " days");
        }
        checkName(name);
        Secret secret = TokenText.make();
        return acts.act(() -> {
            acts.may(new Action.OnToken(Action.TokenAct.ADD, record.account().login()));
            AccountId account = record.account().id();
            if (records.tokens(Optional.of(account), 0, ApiToken.MOST).size() >= ApiToken.MOST) {
                throw new DirectoryException(new DirectoryFailure.TooMany("tokens of one owner", ApiToken.MOST));
            }
            Instant now = acts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
            ApiToken made = records.addToken(
                    new ApiToken(0, account, name.strip(), scopes, now, now.plus(time), Optional.empty(), ""),
                    TokenText.digest(secret));
            return done(new Made(made, secret), "token add", made, record, Facts.NONE, Facts.of(made));
        });
    }

    /// It lets nobody in from now on.
    public void remove(long id) {
        acts.act(() -> {
            ApiToken token = mine(id, Action.TokenAct.REMOVE);
            records.removeToken(id);
            return done(token, "token remove", token, record(token), Facts.of(token), Facts.NONE);
        });
    }

    private ApiToken mine(long id, Action.TokenAct act) {
        ApiToken token = records.token(id).orElseThrow(() -> missing(id));
        acts.may(new Action.OnToken(act, login(token)), () -> new DirectoryFailure.NoSuchToken(id));
        return token;
    }

    private static DirectoryException missing(long id) {
        return new DirectoryException(new DirectoryFailure.NoSuchToken(id));
    }

    private Login login(ApiToken token) {
        return record(token).account().login();
    }

    private AccountRecord record(ApiToken token) {
        return directory.anyVisitor(token.owner()).orElseThrow(() -> missing(token.id()));
    }

    private AccountRecord administrator(String name) {
        AccountRecord record = directory
                .identifyAdministrator(name)
                .orElseThrow(() -> bad("The owner", "is the login of an operator or domain administrator"));
        boolean mayOwn = !record.isMailbox()
                || directory
                        .customers()
                        .find(record.customer())
                        .flatMap(org.tassis.directory.Customer::administrator)
                        .filter(record.account().id()::equals)
                        .isPresent();
        if (!mayOwn) {
            throw bad("The owner", "is the login of an operator or domain administrator");
        }
        return record;
    }

    private AccountRecord visitor() {
        return switch (acts.by().actor()) {
            case Actor.Operator operator
            when operator.equals(Actor.Operator.CONSOLE) ->
                throw bad("The owner", "must be named: the login of an operator or domain administrator");
            case Actor.Operator operator -> directory.operators().of(new Login(operator.name()));
            case Actor.DomainAdministrator administrator ->
                directory.mailbox(administrator.account().id());
            case Actor.MailboxUser user -> directory.mailbox(user.account().id());
        };
    }

    private static void checkName(String name) {
        String text = name.strip();
        if (text.isEmpty() || text.length() > ApiToken.MAX_NAME) {
            throw bad("The name of a token", "has 1 to " + ApiToken.MAX_NAME + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw bad("The name of a token", "has no control characters");
        }
    }

    private static DirectoryException bad(String what, String why) {
        return new DirectoryException(new DirectoryFailure.BadValue(what, why));
    }

    private static <T> Acts.Done<T> done(
            T result,
            String what,
            ApiToken token,
            AccountRecord owner,
            SortedMap<String, String> before,
            SortedMap<String, String> after) {
        Optional<CustomerId> customer = owner.isMailbox() ? Optional.of(owner.customer()) : Optional.empty();
        return new Acts.Done<>(result, what, owner.account().login() + " " + token.id(), customer, before, after);
    }
}
