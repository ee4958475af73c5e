package org.tassis.mailflow.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.store.InMemoryMailStore;

class BrakeMailTest {
    private static final Account ANN = account(1, "ann", Locale.FRENCH);
    private static final Account BOSS = account(2, "boss", Locale.ENGLISH);
    private static final Account CARE = account(3, "care", Locale.ENGLISH);

    private Instant now = Instant.parse("2026-11-21T08:39:06Z");
    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, () -> now);
    private final BrakeMail mail = new BrakeMail(
            store,
            address -> Route.local(address.local().equals("postmaster") ? BOSS : ANN, Optional.empty()),
            account -> account.equals(ANN.id()) ? Optional.of(CARE) : Optional.of(BOSS),
            () -> Optional.of(new DomainName("example.org")),
            Path.of("unused"),
            () -> now,
            Runnable::run);

    private static Account account(long id, String login, Locale language) {
        EmailAddress address = EmailAddress.valueOf(login + "@example.org");
        return new Account(
                new AccountId(id),
                new Login(login),
                "",
                Quota.UNLIMITED,
                true,
                Optional.of(address),
                List.of(address),
                Account.PopDelete.HIDE,
                Set.of(),
                language);
    }

    private int messages(Account of) {
        return store.mailbox(of.id(), MailboxName.INBOX)
                .map(inbox -> store.snapshot(inbox.id()).count())
                .orElse(0);
    }

    @Test
    void ownerAdministratorAndPostmasterAreToldOnceADay() {
        mail.braked(ANN, 500, Duration.ofHours(1));
        mail.braked(ANN, 500, Duration.ofHours(1));
        assertThat(messages(ANN)).isEqualTo(1);
        assertThat(messages(CARE)).isEqualTo(1);
        assertThat(messages(BOSS)).isEqualTo(1);
        now = now.plus(Duration.ofDays(1));
        mail.braked(ANN, 2000, Duration.ofDays(1));
        assertThat(messages(ANN)).isEqualTo(2);
        mail.braked(BOSS, 2000, Duration.ofDays(1));
        assertThat(messages(BOSS)).isEqualTo(3);
        assertThat(messages(CARE)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_fr", "_nl"})
    void everyLanguageHasEveryText(String suffix) {
        Properties english = texts("");
        Properties other = texts(suffix);
        assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            for (String fact : List.of("{login}", "{recipients}", "{hours}")) {
                assertThat(other.getProperty(key).contains(fact))
                        .isEqualTo(english.getProperty(key).contains(fact));
            }
            assertThat(other.getProperty(key)).doesNotContain("{domain}").isNotEqualTo(english.getProperty(key));
        }
    }

    private static Properties texts(String suffix) {
        Properties texts = new Properties();
        try (Reader in = new InputStreamReader(
                BrakeMail.class.getResourceAsStream("brake" + suffix + ".properties"), StandardCharsets.UTF_8)) {
            texts.load(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return texts;
    }
}
