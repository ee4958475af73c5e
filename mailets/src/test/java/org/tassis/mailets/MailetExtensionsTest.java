package org.tassis.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.extension.ExtensionFactory;
import org.tassis.mailflow.extension.ExtensionFactory.Environment;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.extension.Passage;
import org.tassis.mailflow.extension.Passing;
import org.tassis.mailflow.extension.Plugged;
import org.tassis.mailflow.extension.Stage;
import org.tassis.message.MessageContent;
import org.tassis.testkit.TestMessages;

/// James's own mailets and matchers, and some that misbehave.
@Timeout(60)
class MailetExtensionsTest {
    private static final String MESSAGE =
            "Message-ID: <1@example.org>\r\nDate: Tue, 3 Feb 2026 10:11:12 +0000\r\nMIME-Version: 1.0\r\n"
                    + "From: ann@example.org\r\nTo: bob@example.org\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n\r\none\r\n..two\r\n";

    @TempDir
    Path folder;

    private Extensions open(Plugged... plugged) {
        Environment environment = new Environment(
                "mail.example.org",
                folder,
                folder,
                Duration.ofSeconds(10),
                1 << 20,
                domain -> domain.ascii().equals("example.org"),
                () -> EmailAddress.parse("postmaster@example.org"));
        ExtensionFactory factory =
                ServiceLoader.load(ExtensionFactory.class).findFirst().orElseThrow();
        return factory.open(List.of(plugged), environment, getClass().getClassLoader());
    }

    private static Plugged at(String matcher, String mailet, String... parameters) {
        Map<String, String> all = new java.util.HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        return new Plugged(Stage.RECEIVED, matcher, mailet, all, false);
    }

    private static Passing message(String... recipients) {
        return new Passing(
                "id1",
                InetAddress.ofLiteral("192.0.2.1"),
                Optional.of("client.example"),
                Optional.empty(),
                EmailAddress.parse("zoe@far.example"),
                Arrays.stream(recipients).map(EmailAddress::valueOf).toList(),
                TestMessages.content(MESSAGE.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String text(MessageContent content) {
        try (var in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Passage.Part> parts(Passage passage) {
        assertThat(passage).isInstanceOf(Passage.Parts.class);
        return ((Passage.Parts) passage).parts();
    }

    @Test
    void aHeaderIsSetAndNothingElseChanges() {
        try (Extensions james = open(at("All", "SetMimeHeader", "name", "X-Checked", "value", "by us"));
                Passage passage = james.pass(Stage.RECEIVED, message("bob@example.org"))) {
            assertThat(james.has(Stage.LEAVING)).isFalse();
            assertThat(parts(passage)).singleElement().satisfies(part -> {
                assertThat(part.recipients()).containsExactly(EmailAddress.valueOf("bob@example.org"));
                assertThat(text(part.content())).contains("X-Checked: by us\r\n");
                assertThat(text(part.content()).replace("X-Checked: by us\r\n", ""))
                        .isEqualTo(MESSAGE);
                assertThat(part.content().structure().envelope().subject()).isPresent();
            });
        }
    }

    @Test
    void aMatcherPicksRecipients() {
        try (Extensions james =
                        open(at("RecipientIs=bob@example.org", "SetMimeHeader", "name", "X-Bob", "value", "yes"));
                Passage passage = james.pass(Stage.RECEIVED, message("bob@example.org", "ann@example.org"))) {
            assertThat(parts(passage)).hasSize(2).allSatisfy(part -> assertThat(
                            text(part.content()).contains("X-Bob: yes"))
                    .isEqualTo(part.recipients().contains(EmailAddress.valueOf("bob@example.org"))));
        }
        try (Extensions james =
                        open(at("RecipientIs=carl@example.org", "SetMimeHeader", "name", "X-Carl", "value", "yes"));
                Passage passage = james.pass(Stage.RECEIVED, message("bob@example.org"))) {
            assertThat(passage).isEqualTo(new Passage.Unchanged());
        }
    }

    @Test
    void mailIsThrownAwayForSomeOrRefused() {
        try (Extensions james = open(at("RecipientIs=bob@example.org", "Null"));
                Passage passage = james.pass(Stage.RECEIVED, message("bob@example.org", "ann@example.org"))) {
            assertThat(parts(passage))
                    .singleElement()
                    .extracting(Passage.Part::recipients)
                    .isEqualTo(List.of(EmailAddress.valueOf("ann@example.org")));
            assertThat(parts(james.pass(Stage.RECEIVED, message("bob@example.org"))))
                    .isEmpty();
        }
        try (Extensions james = open(
                at("All", "SetErrorMessage", "errorMessage", "no"), at("All", "ToProcessor", "processor", "refuse"))) {
            assertThat(james.pass(Stage.RECEIVED, message("bob@example.org")))
                    .isInstanceOfSatisfying(Passage.Refused.class, refused -> assertThat(refused.reason())
                            .contains("no"));
        }
    }

    @Test
    void dkimSignPutsItsSignatureOnTop() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Files.writeString(
                folder.resolve("dkim.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        try (Extensions james = open(at(
                        "All",
                        "DKIMSign",
                        "signatureTemplate",
                        "v=1; s=sel; d=example.org; h=from:to:subject; a=rsa-sha256; bh=; b=;",
                        "privateKeyFilepath",
                        "file://conf/dkim.pem"));
                Passage passage = james.pass(Stage.RECEIVED, message("friend@far.example"))) {
            String signed = text(parts(passage).getFirst().content());
            assertThat(signed)
                    .startsWith("DKIM-Signature: ")
                    .contains("d=example.org")
                    .endsWith(MESSAGE);
            assertThat(verifies(signed, keys)).isTrue();
            assertThat(verifies(signed.replace("..two", "three"), keys)).isFalse();
        }
    }

    private static boolean verifies(String signed, KeyPair keys) throws Exception {
        var dns = new org.tassis.senderauth.dns.InMemoryDns()
                .txt(
                        "sel._domainkey.example.org",
                        "v=DKIM1; k=rsa; p="
                                + Base64.getEncoder()
                                        .encodeToString(keys.getPublic().getEncoded()));
        return new org.tassis.senderauth.dkim.DkimVerifier(
                        dns, org.tassis.senderauth.dkim.DkimSettings.DEFAULT, java.time.InstantSource.system())
                .verify(TestMessages.content(signed.getBytes(StandardCharsets.ISO_8859_1))).stream()
                        .anyMatch(org.tassis.senderauth.dkim.DkimResult::passes);
    }

    /// Never ends by itself.
    public static final class Hanging extends GenericMailet {
        static final CountDownLatch NEVER = new CountDownLatch(1);

        @Override
        public void service(Mail mail) throws MessagingException {
            try {
                NEVER.await();
            } catch (InterruptedException e) {
                throw new MessagingException("interrupted", e);
            }
        }
    }

    /// Throws.
    public static final class Broken extends GenericMailet {
        @Override
        public void service(Mail mail) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void whatFailsOrHangsHasTheSenderComeAgain() {
        assertThat(open(at("All", Broken.class.getName())).pass(Stage.RECEIVED, message("bob@example.org")))
                .isInstanceOfSatisfying(
                        Passage.Failed.class, failed -> assertThat(failed.why()).contains("broken"));
        Environment hurried = new Environment(
                "mail.example.org", folder, folder, Duration.ofMillis(200), 1 << 20, _ -> false, Optional::empty);
        Extensions hanging = new MailetFactory()
                .open(
                        List.of(at("All", Hanging.class.getName())),
                        hurried,
                        getClass().getClassLoader());
        assertThat(hanging.pass(Stage.RECEIVED, message("bob@example.org"))).isInstanceOf(Passage.Failed.class);
        Plugged tolerant = new Plugged(Stage.RECEIVED, "All", Broken.class.getName(), Map.of(), true);
        assertThat(open(tolerant).pass(Stage.RECEIVED, message("bob@example.org")))
                .isEqualTo(new Passage.Unchanged());
    }

    @Test
    void whatIsNotThereStopsTheStart() {
        assertThatThrownBy(() -> open(at("All", "NoSuchMailet")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NoSuchMailet");
        assertThatThrownBy(() -> open(at("NoSuchMatcher", "Null"))).hasMessageContaining("NoSuchMatcher");
        assertThatThrownBy(() -> open(at("All", "DKIMSign"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open(at("All", "java.lang.String"))).hasMessageContaining("no mailet");
    }
}
