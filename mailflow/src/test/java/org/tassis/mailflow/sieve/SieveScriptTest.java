package org.tassis.mailflow.sieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.MailboxName;

class SieveScriptTest {
    private static final String PLAIN = SieveTests.resource("messages/plain.eml");
    private static final SieveEnvelope ENVELOPE = new SieveEnvelope(Optional.of(SieveTests.ANN), SieveTests.ME);

    /// Twenty rules as people write them, of which the last but one fits.
    static String typical() {
        var script = new StringBuilder("require [\"fileinto\",\"imap4flags\",\"envelope\",\"subaddress\"];\n");
        for (int i = 0; i < 6; i++) {
            script.append("if header :contains [\"subject\",\"x-spam-flag\"] [\"casino")
                    .append(i)
                    .append("\",\"lottery\"] { discard; stop; }\n");
            script.append("if address :domain :is [\"from\",\"sender\"] [\"shop")
                    .append(i)
                    .append(".example\",\"news.example\"] { fileinto \"Shops/")
                    .append(i)
                    .append("\"; stop; }\n");
            script.append("if header :matches \"list-id\" \"*<*list")
                    .append(i)
                    .append(".example.org>*\" { addflag \"\\\\Seen\"; fileinto \"Lists\"; stop; }\n");
        }
        return script.append("if envelope :detail \"to\" \"shop\" { fileinto \"Shop\"; stop; }\n")
                .append("if size :over 5M { fileinto \"Large\"; }\n")
                .toString();
    }

    @Test
    void oneScriptServesManyThreads() throws Exception {
        var script = SieveTests.compiled(typical());
        try (var threads = Executors.newFixedThreadPool(8)) {
            var results = threads.invokeAll(IntStream.range(0, 200)
                    .mapToObj(_ -> (Callable<SieveResult>)
                            () -> script.run(SieveTests.message(PLAIN), ENVELOPE, new SieveTests.World()))
                    .toList());
            for (var result : results) {
                assertThat(result.get().actions()).hasSize(1);
            }
        }
    }

    @Test
    void oneMessageServesManyScripts() {
        var message = SieveTests.message(PLAIN);
        var world = new SieveTests.World();
        var edit = SieveTests.compiled("require \"editheader\";deleteheader \"subject\";addheader \"x\" \"y\";");
        var look = SieveTests.compiled("if allof(exists \"subject\", not exists \"x\") { discard; }");
        for (int i = 0; i < 3; i++) {
            assertThat(edit.run(message, ENVELOPE, world).actions())
                    .singleElement()
                    .isInstanceOf(SieveAction.Keep.class);
            assertThat(look.run(message, ENVELOPE, world).actions())
                    .singleElement()
                    .isInstanceOf(SieveAction.Discard.class);
        }
    }

    @Test
    void actionsKnowTheirLine() {
        var result = SieveTests.run("require \"fileinto\";\n\n  fileinto \"a\";\nredirect \"a@b.example\";", PLAIN);
        assertThat(result.actions()).extracting(SieveAction::line).containsExactly(3, 4);
        assertThat(SieveTests.run("", PLAIN).actions())
                .extracting(SieveAction::line)
                .containsExactly(0);
    }

    @Test
    void anEditedHeaderIsAWholeSection() {
        var result = SieveTests.run(
                "require \"editheader\"; deleteheader \"a\"; addheader :last \"C\" \"d\";", "A: b\nB: c\n\nbody\n");
        assertThat(header(result)).isEqualTo("B: c\r\nC: d\r\n\r\n");
        // a message of nothing but a header, whose last line does not end
        var bare = SieveTests.compiled("require \"editheader\"; addheader :last \"C\" \"d\";")
                .run(SieveTests.message("A: b".getBytes(StandardCharsets.US_ASCII)), ENVELOPE, new SieveTests.World());
        assertThat(header(bare)).isEqualTo("A: b\r\nC: d\r\n");
    }

    private static String header(SieveResult result) {
        return result.actions().getFirst() instanceof SieveAction.Keep(var _, var _, var header)
                ? new String(header.orElseThrow().octets(), StandardCharsets.UTF_8)
                : "";
    }

    @Test
    void whatIsNotOfferedCannotBeRequired() {
        var settings = SieveSettings.DEFAULT.without(SieveExtension.EDITHEADER);
        assertThat(SieveScript.compile("require \"editheader\";", settings))
                .isInstanceOf(SieveCompilation.Invalid.class);
        assertThat(SieveTests.compiled("require \"ihave\"; if ihave \"editheader\" { discard; }", settings)
                        .run(SieveTests.message(PLAIN), ENVELOPE, new SieveTests.World())
                        .actions())
                .singleElement()
                .isInstanceOf(SieveAction.Keep.class);
    }

    @Test
    void everyExtensionIsOfferedAndSpelledAsRegistered() {
        for (var extension : SieveExtension.values()) {
            assertThat(SieveExtension.named(extension.capability())).contains(extension);
            assertThat(SieveTests.errors("require \"" + extension.capability() + "\";"))
                    .isEmpty();
        }
    }

    @Test
    void aFailingPortIsNoFaultOfTheScript() {
        var world = new SieveTests.World() {
            @Override
            public boolean mailboxExists(MailboxName name) {
                throw new IllegalStateException("database away");
            }
        };
        var script = SieveTests.compiled("require \"mailbox\"; if mailboxexists \"x\" { discard; }");
        assertThatThrownBy(() -> script.run(SieveTests.message(PLAIN), ENVELOPE, world))
                .hasMessage("database away");
    }

    @Test
    void lettersMeanTheSameInEveryLanguage() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            var result = SieveTests.run(
                    "REQUIRE \"fileinto\"; IF ADDRESS :DOMAIN :IS \"FROM\" \"SENDER.EXAMPLE\" { FILEINTO \"INBOX\"; }"
                            + "if header :contains \"X-PRIORITY\" \"3\" { stop; } discard;",
                    PLAIN.replace("X-Priority", "X-PRIORITY"));
            assertThat(result.actions()).singleElement().isInstanceOf(SieveAction.Keep.class);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void linesEndWithCrLfToo() {
        assertThat(SieveTests.errors("keep;\r\nif true {\r\n\tfoo;\r\n}\r\n"))
                .containsExactly(new SieveError(3, 2, "there is no command 'foo'"));
    }

    @Test
    void handlesTellRepliesApartBeforeVariablesArePutIn() { // RFC 5230 §4.2
        var first = handle("vacation :subject \"about ${1}\" \"away\";");
        assertThat(handle("if header :matches \"subject\" \"*\" {} vacation :subject \"about ${1}\" \"away\";"))
                .isEqualTo(first);
        assertThat(handle("vacation :subject \"about\" \"away\";")).isNotEqualTo(first);
        assertThat(handle("vacation :handle \"x\" \"away\";")).isEqualTo(handle("vacation :handle \"x\" \"gone\";"));
        assertThat(handle("vacation :subject \"a\" \"b\";"))
                .isNotEqualTo(handle("vacation :from \"a@b.example\" \"b\";"));
    }

    private static String handle(String script) {
        var result = SieveTests.run("require [\"vacation\",\"variables\"];" + script, PLAIN);
        return result.actions().getFirst() instanceof SieveAction.Vacation vacation ? vacation.handle() : "";
    }
}
