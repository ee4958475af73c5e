package org.tassis.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Mode;

class SettingsFileTest {
    @TempDir
    Path directory;

    @Test
    void theShippedFileIsTheDefaults() throws Exception {
        Settings settings = SettingsFile.load(Optional.empty(), Map.of());
        assertThat(settings.smtp().maxMessageSize()).isEqualTo(DataSize.ofMegabytes(12));
        assertThat(settings.store().history()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.listeners())
                .containsOnlyKeys(
                        "smtp",
                        "submission",
                        "submissions",
                        "imap",
                        "imaps",
                        "pop3",
                        "pop3s",
                        "managesieve",
                        "lmtp",
                        "http",
                        "https",
                        "admin");
        assertThat(settings.listeners().get("imaps").tls()).isEqualTo(Listening.Tls.IMPLICIT);
    }

    /// What people who run a server and those who use it are told, in their manuals.
    @Test
    void theDefaultsAreThoseThatPeopleAreTold() throws Exception {
        Settings settings = SettingsFile.load(Optional.empty(), Map.of());
        assertThat(settings.listeners().entrySet().stream()
                        .filter(entry -> entry.getValue().enabled())
                        .map(entry -> entry.getValue().port() + " "
                                + entry.getValue().service() + " "
                                + entry.getValue().tls()))
                .containsExactlyInAnyOrder(
                        "25 SMTP STARTTLS",
                        "587 SUBMISSION STARTTLS",
                        "465 SUBMISSION IMPLICIT",
                        "143 IMAP STARTTLS",
                        "993 IMAP IMPLICIT",
                        "110 POP3 STARTTLS",
                        "995 POP3 IMPLICIT",
                        "4190 SIEVE STARTTLS",
                        "80 HTTP NONE",
                        "443 HTTPS IMPLICIT",
                        "10000 ADMIN IMPLICIT");
        assertThat(settings.greylisting().delay()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.checks().greylisting()).isEqualTo(Mode.ENFORCE);
        assertThat(settings.backup().at()).isEqualTo("03:30");
        assertThat(settings.backup().keepDaily()).isEqualTo(7);
        assertThat(settings.backup().keepWeekly()).isEqualTo(4);
        assertThat(settings.backup().drillEvery()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.keepRemoved()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void aFileChangesWhatItNamesAndNothingElse() throws Exception {
        Settings settings = load("""
                hostname: mail.example.org
                listeners:
                  imap: { port: 1143 }
                  inside: { service: imap, enabled: true, address: 127.0.0.1, port: 2143, tls: none, proxy-protocol: false }
                """);
        assertThat(settings.hostname()).isEqualTo("mail.example.org");
        assertThat(settings.listeners().get("imap").port()).isEqualTo(1143);
        assertThat(settings.listeners().get("imap").tls()).isEqualTo(Listening.Tls.STARTTLS);
        assertThat(settings.listeners().get("inside").tls()).isEqualTo(Listening.Tls.NONE);
        assertThat(settings.listeners().get("pop3").port()).isEqualTo(110);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, none, false",
        "lmtp, none, false",
        "http, none, false",
        "submission, none, true",
        "imap, none, true",
        "pop3, none, true",
        "sieve, none, true",
        "https, none, true",
        "admin, none, true",
        "imap, starttls, false",
        "imap, implicit, false"
    })
    void passwordsInClearAreThoseOfServicesThatTakeAny(String service, String tls, boolean inClear) throws Exception {
        Settings settings = load("listeners:\n  inside: { service: " + service
                + ", enabled: true, address: 127.0.0.1, port: 2143, tls: " + tls + " }\n");
        assertThat(settings.listeners().get("inside").takesPasswordsInClear()).isEqualTo(inClear);
    }

    @Test
    void checksAreSwitchedForAllListenersAndForOne() throws Exception {
        Settings settings = load("""
                checks: { greylisting: off, rates: observe }
                listeners:
                  smtp: { checks: "greylisting enforce, reverse-dns off" }
                  inside: { service: smtp, enabled: true, address: 127.0.0.1, port: 2025, tls: none, proxy-protocol: false }
                """);
        assertThat(settings.checks().greylisting()).isEqualTo(Mode.OFF);
        assertThat(settings.checks().rates()).isEqualTo(Mode.OBSERVE);
        assertThat(settings.checks().lists()).isEqualTo(Mode.ENFORCE);
        assertThat(CheckModes.parse(settings.listeners().get("smtp").checks()))
                .contains(Map.of(Check.GREYLISTING, Mode.ENFORCE, Check.REVERSE_DNS, Mode.OFF));
        assertThat(settings.listeners().get("inside").checks()).isEmpty();
    }

    @Test
    void resolversHaveAddressesAndMayHavePorts() throws Exception {
        Settings settings = load("""
                dns: { resolvers: [192.0.2.53, "192.0.2.54:5353", "2001:db8::53", "[2001:db8::54]:5354"] }
                """);
        assertThat(settings.dns().servers())
                .extracting(server -> server.getAddress().getHostAddress() + " " + server.getPort())
                .containsExactly(
                        "192.0.2.53 53", "192.0.2.54 5353", "2001:db8:0:0:0:0:0:53 53", "2001:db8:0:0:0:0:0:54 5354");
        assertThat(SettingsFile.load(Optional.empty(), Map.of()).dns().servers())
                .isEmpty();
    }

    @Test
    void theCommandLineIsAboveTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("tassis.yml"), "data-directory: one\n");
        assertThat(SettingsFile.load(Optional.of(file), Map.of("data-directory", "two"))
                        .dataDirectory())
                .isEqualTo(Path.of("two"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smtp:\\n  max-recipient: 100 | tassis.yml, line 2 | smtp.max-recipient: there is no such setting. Did you mean smtp.max-recipients?",
                "nonsense: 1 | tassis.yml, line 1 | nonsense: there is no such setting",
                "smtp: { max-recipients: 5 } | tassis.yml, line 1 | smtp.max-recipients: allowed: 100 to 100000 (it is 5)",
                "smtp: { max-recipients: many } | tassis.yml, line 1 | smtp.max-recipients: 'many' is not allowed: a whole number",
                "smtp: { max-message-size: 12 apples } | line 1 | smtp.max-message-size: '12 apples' is not allowed: a size such as",
                "smtp: { command-timeout: soon } | line 1 | smtp.command-timeout: 'soon' is not allowed: a time such as",
                "smtp: { command-timeout: 1s } | line 1 | smtp.command-timeout: allowed: 30s to 1h (it is 1s)",
                "listeners: { imap: { tls: maybe } } | line 1 | listeners.imap.tls: 'maybe' is not allowed: one of none, starttls, implicit",
                "listeners: { imap: { tls: none } } | line 1 | listeners.imap.tls: allowed: none only with an address that is loopback",
                "listeners: { imap: { tls: none, address: 192.0.2.1 } } | line 1 | listeners.imap.tls: allowed: none only",
                "listeners: { smtp: { checks: greylist off } } | line 1 | listeners.smtp.checks: allowed: empty, or for example",
                "checks: { greylisting: perhaps } | line 1 | checks.greylisting: 'perhaps' is not allowed: one of off, observe, enforce",
                "greylisting: { delay: 0s } | line 1 | greylisting.delay: allowed: 1s to 12h (it is 0s)",
                "listeners: { imap: { port: 70000 } } | line 1 | listeners.imap.port: allowed: 0 to 65535",
                "listeners: { imap: { address: localhost } } | line 1 | listeners.imap.address: allowed: an IP address",
                "listeners: { mine: { port: 5 } } | tassis.yml | listeners.mine.service: allowed: smtp, submission",
                "listeners: { https: { proxy-protocol: true } } | line 1 | listeners.https.proxy-protocol: allowed: false",
                "limits: { connections-per-network: 0 } | line 1 | limits.connections-per-network: allowed: 1 to 1000000 (it is 0)",
                "limits: { tls-handshake-timeout: 0s } | line 1 | limits.tls-handshake-timeout: allowed: 1s to 10m (it is 0s)",
                "limits: { proxy-header-timeout: 2m } | line 1 | limits.proxy-header-timeout: allowed: 1s to 1m (it is 2m)",
                "smtp: { block-timeout: 1s } | line 1 | smtp.block-timeout: allowed: 30s to 1h (it is 1s)",
                "smtp: { strict-headers: perhaps } | line 1 | smtp.strict-headers: 'perhaps' is not allowed: true or false",
                "imap: { login-timeout: 1s } | line 1 | imap.login-timeout: allowed: 5s to 30m (it is 1s)",
                "imap: { idle-keep-alive: 0s } | line 1 | imap.idle-keep-alive: allowed: 10s to 1d (it is 0s)",
                "imap: { max-append-total: 1KB } | line 1 | imap.max-append-total: allowed: 64KB to 10GB (it is 1KB)",
                "imap: { message-limit: 999 } | line 1 | imap.message-limit: allowed: 0, or 1000 to 2147483647, and not less than"
                        + " imap.max-append-messages (it is 999)",
                "imap: { max-append-messages: 2000, message-limit: 1999 } | line 1 | imap.message-limit: allowed: 0, or 1000"
                        + " to 2147483647, and not less than imap.max-append-messages (it is 1999)",
                "pop3: { login-timeout: 1h } | line 1 | pop3.login-timeout: allowed: 5s to 30m (it is 1h)",
                "pop3: { max-failed-logins: 0 } | line 1 | pop3.max-failed-logins: allowed: 1 to 100 (it is 0)",
                "passwords: { free-failures: 0 } | line 1 | passwords.free-failures: allowed: 1 to 1000 (it is 0)",
                "database: { connections: 2 } | line 1 | database.connections: allowed: 4 to 200 (it is 2)",
                "dns: { resolvers: [ns.example] } | line 1 | dns.resolvers: allowed: 'ns.example' is no IP address",
                "dns: { resolvers: ['192.0.2.1:66000'] } | line 1 | dns.resolvers: allowed: '192.0.2.1:66000' is no IP",
                "dns: { timeout: 0s } | line 1 | dns.timeout: allowed: 1s to 1m (it is 0s)",
                "sender-auth: { time-limit: 5m } | line 1 | sender-auth.time-limit: allowed: 1s to 2m (it is 5m)",
                "keep-removed: 11y | line 1 | keep-removed: '11y' is not allowed: a time such as",
                "trusted-networks: [lan] | line 1 | trusted-networks: allowed: 'lan' is no network",
                "database: { url: 'jdbc:mysql:x' } | line 1 | database.url: allowed: empty for the built-in database",
                "'{' | tassis.yml | is no valid YAML",
            })
    void saysFileKeyAndWhatIsAllowed(String yaml, String place, String reason) {
        assertThatThrownBy(() -> load(yaml.replace("\\n", "\n")))
                .isInstanceOf(SettingsFile.Unusable.class)
                .hasMessageContaining(place)
                .hasMessageContaining(reason);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> SettingsFile.load(Optional.of(directory.resolve("none.yml")), Map.of()))
                .isInstanceOf(SettingsFile.Unusable.class)
                .hasMessageContaining("none.yml: there is no such file");
    }

    private Settings load(String yaml) throws IOException, SettingsFile.Unusable {
        return SettingsFile.load(Optional.of(Files.writeString(directory.resolve("tassis.yml"), yaml)), Map.of());
    }
}
