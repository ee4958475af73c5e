package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.net.SelfSigned;

/// What Apple's devices are handed out is signed where they believe who signs.
class SignedProfileTest {
    /// The object identifier of signed data, as DER has it: RFC 5652 §5.1.
    private static final String SIGNED_DATA = text(HexFormat.of().parseHex("06092a864886f70d010702"));

    @TempDir
    Path directory;

    @Test
    @Timeout(180)
    void aProfileIsSignedWithACertificateThatWasGivenAndNotWithOneMadeHere() throws Exception {
        SelfSigned given = new SelfSigned(directory.resolve("given"), List.of("localhost"), InstantSource.system());
        byte[] signed = profile(
                "signed",
                Map.of(
                        "tls.certificate",
                        given.chain().toString(),
                        "tls.key",
                        given.key().toString()));
        assertThat(text(signed)).contains(SIGNED_DATA, "<?xml").doesNotStartWith("<?xml");
        assertThat(text(profile("unsigned", Map.of())))
                .startsWith("<?xml")
                .contains("<key>IncomingMailServerUsername</key>")
                .doesNotContain(SIGNED_DATA);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private byte[] profile(String name, Map<String, Object> more) throws Exception {
        try (Server server = Server.start(
                Saved.settings(directory.resolve(name), List.of("smtp", "submissions", "imaps", "https"), more))) {
            DemoData.Sample people = DemoData.sow(server, directory.resolve(name + ".json"));
            Description.Login owner = people.accounts().stream()
                    .filter(one -> one.login().equals("monsite0001"))
                    .findFirst()
                    .orElseThrow();
            try (HttpClient client = Saved.client(server)) {
                PageBrowser browser =
                        new PageBrowser(client, () -> server.ports().get("https"));
                browser.login(owner.login(), owner.password());
                String path = browser.post("/webmail/settings/programs", browser.page("/webmail/settings/devices"))
                        .headers()
                        .firstValue("Location")
                        .orElseThrow()
                        .replaceFirst("^https://[^/]*", "");
                return browser.octets(path + "/tassis.mobileconfig").body();
            }
        }
    }
}
