package org.tassis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxNameTest {
    @ParameterizedTest
    @CsvSource({
        "INBOX, INBOX",
        "inbox, INBOX",
        "InBox/Sub, INBOX/Sub",
        "inboxes, inboxes",
        "inbo, inbo",
        "x/inbox, x/inbox",
        "ınbox, ınbox",
        "ⅰnbox, ⅰnbox",
        "Été, Été",
        "a.b, a.b",
        "a b, a b",
        "&, &",
        "🐎/山, 🐎/山",
        "~root, ~root",
        "#news, #news"
    })
    void isRead(String text, String value) {
        assertThat(MailboxName.parse(text).orElseThrow().value()).isEqualTo(value);
        assertThat(new MailboxName(text).isInbox()).isEqualTo(value.equals("INBOX"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "a*",
                "a%b",
                "a\nb",
                "a\0",
                "\u007f",
                "\u0085",
                "a\u2028b",
                "\ufffd",
                "\ud800",
                "a\udc00b"
            })
    void isRefusedWithTheReason(String text) {
        assertThat(MailboxName.parse(text)).isEmpty();
        String fault = MailboxName.fault(text).orElseThrow();
        assertThat(fault).startsWith(text.contains("/") ? "no level" : "a mailbox name");
        assertThatThrownBy(() -> new MailboxName(text)).hasMessage(fault);
    }

    @Test
    void compositionMakesNoDifference() {
        assertThat(new MailboxName("E\u0301te\u0301")).isEqualTo(new MailboxName("\u00c9t\u00e9"));
        assertThat(new MailboxName("a")).isNotEqualTo(new MailboxName("A"));
    }

    @Test
    void lengthAndDepthAreLimited() {
        assertThat(MailboxName.parse("x".repeat(250))).isPresent();
        assertThat(MailboxName.parse("x".repeat(251))).isEmpty();
        assertThat(MailboxName.parse("x/".repeat(19) + "x")).isPresent();
        assertThat(MailboxName.parse("x/".repeat(20) + "x")).isEmpty();
    }

    @Test
    void namesFormATree() {
        MailboxName deep = new MailboxName("a/b/c");
        assertThat(deep.ancestors()).containsExactly(new MailboxName("a"), new MailboxName("a/b"));
        assertThat(deep.parent()).contains(new MailboxName("a/b"));
        assertThat(new MailboxName("a").parent()).isEmpty();
        assertThat(new MailboxName("a").ancestors()).isEmpty();
        assertThat(deep.isBelow(new MailboxName("a"))).isTrue();
        assertThat(deep.isBelow(deep)).isFalse();
        assertThat(new MailboxName("ab").isBelow(new MailboxName("a"))).isFalse();
        assertThat(new MailboxName("a").child("b/c")).isEqualTo(deep);
    }

    @Test
    void aRenameCarriesTheBranch() {
        MailboxName from = new MailboxName("a/b");
        MailboxName to = new MailboxName("x");
        assertThat(List.of(from.renamed(from, to), new MailboxName("a/b/c").renamed(from, to)))
                .containsExactly(to, new MailboxName("x/c"));
        assertThatThrownBy(() -> new MailboxName("a/bc").renamed(from, to))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new MailboxName("a/b/" + "c".repeat(200)).renamed(from, new MailboxName("x".repeat(100))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
