package org.tassis.senderauth.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6376 §3.2.
class TagListTest {
    @Test
    void spaceAroundNamesAndValuesIsNothing() {
        var tags = TagList.parse(" a = 1 ;\r\n\tb=x y\r\n z;c=;d==; ").orElseThrow();
        assertThat(tags.get("a")).contains("1");
        assertThat(tags.get("b")).contains("x y\r\n z");
        assertThat(tags.compact("b")).contains("xyz");
        assertThat(tags.get("c")).contains("");
        assertThat(tags.get("d")).contains("=");
        assertThat(tags.get("A")).isEmpty();
        assertThat(tags.first()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ";", "a", "a=1;b", "a=1;a=1", "=1", "1=a", "a b=1", "a=1;;b=2", "a-b=1", "a=\u0001"})
    void whatIsNone(String text) {
        assertThat(TagList.parse(text)).isEmpty();
    }

    @Test
    void tooManyTagsAreNone() {
        var text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append('t').append(i).append("=;");
        }
        assertThat(TagList.parse(text.toString())).isEmpty();
    }

    @Test
    void theSignatureIsTakenOutAndNothingElse() {
        for (String[] each : new String[][] {
            {" v=1; b=abc\r\n\t def ; bh=xyz", " v=1; b=; bh=xyz"},
            {" v=1; bh=b=; b = x\r\n", " v=1; bh=b=; b ="},
            {"b=x;", "b=;"},
            {"v=1", "v=1"}
        }) {
            assertThat(TagList.parse(each[0]).orElseThrow().without("b", each[0]))
                    .isEqualTo(each[1]);
        }
    }
}
