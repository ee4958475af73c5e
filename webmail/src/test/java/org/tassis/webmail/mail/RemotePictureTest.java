package org.tassis.webmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether pictures of other sites are offered, told from the source of a mail.
class RemotePictureTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=http://a.example/1>",
                "<IMG alt='x' SRC = \"HTTPS://a.example/1\">",
                "x <img src='//a.example/1'>",
                "<img\nwidth=1\nsrc=\n'https://a.example/1'>"
            })
    void picturesOfOthers(String html) {
        assertThat(MessageController.hasRemotePicture(html)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<img src=cid:1>", "<img src=data:image/png;base64,AA>", "src=https://a.example/"})
    void noneOfOthers(String html) {
        assertThat(MessageController.hasRemotePicture(html)).isFalse();
    }

    @Test
    @Timeout(5)
    void hostileMailIsLookedThroughInTime() {
        for (String attack : new String[] {
            "<img src=" + " ".repeat(400_000),
            "<img src" + " ".repeat(400_000),
            "<img ".repeat(80_000),
            "<img src=' ".repeat(40_000),
            "<img " + "src= ".repeat(80_000)
        }) {
            assertThat(MessageController.hasRemotePicture(attack)).isFalse();
        }
    }
}
