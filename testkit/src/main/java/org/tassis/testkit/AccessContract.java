package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.directory.Credential;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.NewAccount;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.CredentialUse;
import org.tassis.directory.access.LoginLog;
import org.tassis.directory.access.LoginRecord;
import org.tassis.directory.access.PageSession;
import org.tassis.directory.access.TokenScopes;

/// What every {@link AccessRecords} must do.
public interface AccessContract {
    Instant NIGHT = Instant.parse("2026-03-01T23:00:00.100Z");

    DirectoryRecords records();

    AccessRecords access();

    private AccountId account(String login) {
        return records()
                .addAccount(NewAccount.named(new Login(login)), Optional.of("hash"), NIGHT)
                .account()
                .id();
    }

    private static PageSession session(AccountId account, String key, int seen) {
        return new PageSession(
                key, account, NIGHT, NIGHT.plusSeconds(seen), NIGHT.plusSeconds(1000), "192.0.2.1", "Firefox");
    }

    @Test
    default void sessionsAreKeptAndEnded() {
        AccountId ann = account("ann");
        AccountId bob = account("bob");
        access().put(session(ann, "a", 1));
        access().put(session(ann, "b", 2));
        access().put(session(bob, "c", 3));
        access().put(session(ann, "a", 4));
        assertThat(access().sessions(ann)).containsExactly(session(ann, "a", 4), session(ann, "b", 2));
        assertThat(access().openSessions(NIGHT, 10))
                .containsExactly(session(ann, "a", 4), session(bob, "c", 3), session(ann, "b", 2));
        assertThat(access().openSessions(NIGHT, 1)).containsExactly(session(ann, "a", 4));
        assertThat(access().openSessions(NIGHT.plusSeconds(1000), 10)).isEmpty();
        assertThat(access().session("c")).contains(session(bob, "c", 3));
        assertThat(access().seen("a", NIGHT.plusSeconds(5), NIGHT.plusSeconds(1000)))
                .isTrue();
        assertThat(access().session("a")).contains(session(ann, "a", 5));
        assertThat(access().seen("ended", NIGHT, NIGHT)).isFalse();
        assertThat(access().session("ended")).isEmpty();
        assertThat(access().end(bob, "a")).isFalse();
        assertThat(access().endAll(ann, Optional.of("b"))).isEqualTo(1);
        assertThat(access().end(ann, "b")).isTrue();
        assertThat(access().sessions(ann)).isEmpty();
        assertThat(access().expire(NIGHT.plusSeconds(1000))).isZero();
        assertThat(access().expire(NIGHT.plusSeconds(1001))).isEqualTo(1);
        assertThat(access().session("c")).isEmpty();
    }

    @Test
    default void loginsOfOneDayAreOneRecord() throws Exception {
        AccountId ann = account("ann");
        Instant[] now = {NIGHT};
        LoginLog log = new LoginLog(access(), () -> now[0]);
        InetAddress here = InetAddress.getByName("192.0.2.1");
        log.loggedIn(ann, "imap", here, "Thunderbird");
        now[0] = NIGHT.plusSeconds(60);
        log.loggedIn(ann, "imap", here, "");
        log.flush();
        now[0] = NIGHT.plusSeconds(120);
        log.loggedIn(ann, "imap", here, "");
        log.loggedIn(ann, "smtp", here, "");
        log.flush();
        log.flush();
        now[0] = NIGHT.plusSeconds(7200); // the next day
        log.loggedIn(ann, "imap", here, "");
        log.flush();
        List<LoginRecord> logins = access().logins(ann, 10);
        assertThat(logins)
                .containsExactlyInAnyOrder(
                        new LoginRecord(ann, "imap", "192.0.2.1", "", now[0], now[0], 1),
                        new LoginRecord(ann, "imap", "192.0.2.1", "Thunderbird", NIGHT, NIGHT.plusSeconds(120), 3),
                        new LoginRecord(
                                ann, "smtp", "192.0.2.1", "", NIGHT.plusSeconds(120), NIGHT.plusSeconds(120), 1));
        assertThat(logins.getFirst().last()).isEqualTo(now[0]);
        assertThat(access().logins(ann, 1)).hasSize(1);
        assertThat(access().forgetLogins(now[0])).isEqualTo(2);
        assertThat(access().logins(ann, 10)).hasSize(1);
    }

    @Test
    default void theLastUseOfACredentialIsKnown() throws Exception {
        AccountId ann = account("ann");
        Credential app = records().addAppPassword(ann, "phone", "abc", Set.of("imap"), "h", NIGHT, 9);
        LoginLog log = new LoginLog(access(), () -> NIGHT);
        log.used(app.id(), "pop3", InetAddress.getByName("192.0.2.1"));
        log.used(app.id(), "imap", InetAddress.getByName("192.0.2.2"));
        assertThat(access().uses(ann)).isEmpty();
        log.flush();
        assertThat(access().uses(ann)).containsExactly(new CredentialUse(app.id(), NIGHT, "imap", "192.0.2.2"));
    }

    @Test
    default void tokensAreFoundByTheirDigestsAndForgotten() {
        AccountId ann = account("ann");
        AccountId bob = account("bob");
        ApiToken wanted = new ApiToken(
                0,
                ann,
                "école",
                TokenScopes.parse("read, mailboxes:write").orElseThrow(),
                NIGHT,
                NIGHT.plusSeconds(100),
                Optional.empty(),
                "");
        ApiToken one = access().addToken(wanted, "d1");
        ApiToken two = access().addToken(wanted, "d2");
        ApiToken other = access().addToken(
                        new ApiToken(0, bob, "b", TokenScopes.ALL, NIGHT, NIGHT.plusSeconds(500), Optional.empty(), ""),
                        "d3");
        assertThat(one).isEqualTo(wanted.withId(one.id()));
        assertThat(access().tokenOf("d1")).contains(one);
        assertThat(access().tokenOf("d4")).isEmpty();
        assertThat(access().token(two.id())).contains(two);
        assertThat(access().tokens(Optional.of(ann), 0, 10)).containsExactly(one, two);
        assertThat(access().tokens(Optional.empty(), one.id(), 10)).containsExactly(two, other);
        assertThat(access().tokens(Optional.empty(), 0, 1)).containsExactly(one);
        access().tokenUsed(one.id(), NIGHT.plusSeconds(7), "192.0.2.1");
        assertThat(access().tokenOf("d1")).contains(one.usedAt(NIGHT.plusSeconds(7), "192.0.2.1"));
        assertThat(access().removeToken(one.id())).isTrue();
        assertThat(access().removeToken(one.id())).isFalse();
        assertThat(access().tokenOf("d1")).isEmpty();
        assertThat(access().purgeTokens(NIGHT.plusSeconds(100))).isZero();
        assertThat(access().purgeTokens(NIGHT.plusSeconds(101))).isEqualTo(1);
        assertThat(access().tokens(Optional.empty(), 0, 10)).containsExactly(other);
    }
}
