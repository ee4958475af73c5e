package org.tassis.directory.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
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
import org.tassis.core.Quota;
import org.tassis.directory.Account;

class LettersTest {
    private final Letters letters = new Letters(new MailServer(
            "mail.example.org",
            List.of(
                    new MailServer.Service("imap", 993, "implicit"),
                    new MailServer.Service("submission", 587, "starttls")),
            "https://mail.example.org:10000/"));

    private static Account account(String language) {
        return new Account(
                new AccountId(7),
                new Login("monsite0001"),
                "Marie {login} Dupont",
                Quota.ofBytes(3L << 30),
                true,
                Optional.empty(),
                List.of(EmailAddress.valueOf("info@monsite.example")),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.forLanguageTag(language));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr", "nl", "de"})
    void nothingIsLeftUnfilled(String language) {
        Account account = account(language);
        for (Letter letter : List.of(
                letters.welcome(account),
                letters.setUp(new DomainName("monsite.example"), account),
                letters.factorsEnded(account, new Actor.Operator("franz")),
                letters.recoveryCodeUsed(account, "192.0.2.7", 9),
                letters.quota(account, 90, 2900L << 20))) {
            assertThat(letter.subject() + letter.text().replace("Marie {login} Dupont", ""))
                    .doesNotContain("{")
                    .contains("monsite0001");
            assertThat(letter.subject()).doesNotContain("\n");
        }
    }

    @Test
    void theOwnerIsToldOfThePageForPrograms() {
        Letters withPages = new Letters(
                new MailServer("mail.example.org", List.of(), ""),
                account -> Optional.of("https://mail.example.org/programs/of-" + account.login()));
        for (String language : List.of("en", "fr", "nl")) {
            assertThat(withPages.welcome(account(language)).text())
                    .contains("\n  https://mail.example.org/programs/of-monsite0001\n\n")
                    .doesNotContain("{programs}");
        }
        assertThat(letters.welcome(account("en")).text()).doesNotContain("programs/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr", "nl"})
    void whoAdministersANewDomainIsToldWhereAndHow(String language) {
        Letter letter = letters.setUp(new DomainName("monsite.example"), account(language));
        assertThat(letter.subject()).contains("monsite.example");
        assertThat(letter.text())
                .contains("monsite.example")
                .contains("https://mail.example.org:10000/")
                .contains(": monsite0001\n")
                .containsPattern(": mail\\.example\\.org, po+rt 993, SSL/TLS\n")
                .containsPattern(": mail\\.example\\.org, po+rt 587, STARTTLS\n")
                .containsPattern("mail\\.example\\.org, po+rt 25\\.")
                .contains("abuse, hostmaster, postmaster")
                .doesNotContain("info@monsite.example");
    }

    @Test
    void theOwnerIsToldHowToLogInInHisLanguage() {
        Letter letter = letters.welcome(account("fr"));
        assertThat(letter.subject()).isEqualTo("Bienvenue : votre boîte monsite0001");
        assertThat(letter.text())
                .contains("Bonjour Marie {login} Dupont,") // what is filled in is not looked at again
                .contains("  Nom de connexion : monsite0001\n")
                .contains("  Adresses : info@monsite.example\n")
                .contains("  Lecture (IMAP) : mail.example.org, port 993, SSL/TLS\n")
                .contains("  Envoi (SMTP) : mail.example.org, port 587, STARTTLS\n");
        assertThat(letters.quota(account("nl"), 95, 2900L << 20).text()).contains("2.8 GB van 3 GB: 95 %");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "nl"})
    void everyTextIsThereInEveryLanguage(String language) throws IOException {
        assertThat(texts("_" + language).keySet()).isEqualTo(texts("").keySet());
    }

    private static Properties texts(String suffix) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = new InputStreamReader(
                Letters.class.getResourceAsStream("letters" + suffix + ".properties"), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts;
    }
}
