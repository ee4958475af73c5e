package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;
import org.tassis.mailflow.Client;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.testkit.dns.FakeDnsServer;

class NamesTest {
    @TempDir
    Path directory;

    private Settings settings(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("tassis.yml"), text);
        return SettingsFile.load(Optional.of(file), Map.of());
    }

    @Test
    void theResolversOfTheSettingsAreAsked() throws Exception {
        try (FakeDnsServer server =
                new FakeDnsServer(new InMemoryDns().txt("a.example", "v=spf1 ip4:192.0.2.0/24 -all"))) {
            Names names = Names.of(
                    settings("dns: { resolvers: ['127.0.0.1:%d'] }"
                            .formatted(server.address().getPort())),
                    "mx.example.org");
            assertThat(names.dns().txt("a.example").records()).hasSize(1);
            Client client = Client.connected(InetAddress.ofLiteral("192.0.2.1"));
            assertThat(names.senders().spfPasses(client, EmailAddress.valueOf("x@a.example")))
                    .isTrue();
            assertThat(server.udpQuestions()).isEqualTo(1); // one cache for all who ask
        }
    }

    @Test
    void aListOfSuffixesThatIsNoneStopsTheStart() throws Exception {
        Path list = directory.resolve("list.dat");
        Settings settings = settings("sender-auth: { public-suffix-list: '" + list + "' }");
        assertThatThrownBy(() -> Names.of(settings, "mx.example.org"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("sender-auth.public-suffix-list: " + list);
        Files.writeString(list, "com\norg\n");
        assertThatThrownBy(() -> Names.of(settings, "mx.example.org"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("not a public suffix list");
        try (var shipped = PublicSuffixes.class.getResourceAsStream("public_suffix_list.dat")) {
            Files.write(list, shipped.readAllBytes());
        }
        assertThatCode(() -> Names.of(settings, "mx.example.org")).doesNotThrowAnyException();
    }
}
