package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixedContentTest {
    private static final byte[] FIELDS = Scans.octets("Authentication-Results: a;|\tspf=pass|Delivered-To: b@c|");

    private static Spool content(byte[] octets) throws IOException {
        var spool = new Spool(Path.of("nowhere"));
        spool.write(octets, 0, octets.length);
        spool.finish();
        return spool;
    }

    /// As if the fields had been there before it was scanned.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: s|From: a@b|Date: Thu, 1 Jan 2026 00:00:00 +0000||text|",
                "",
                "|body",
                "Subject: no body",
                "Content-Type: multipart/mixed; boundary=x|Message-ID: <1@b>||pre|--x|Content-ID: <2@b>||one|two||--x|"
                        + "Content-Type: message/rfc822||Subject: in|Content-Type: multipart/alternative; boundary=y||"
                        + "--y||a|--y|Content-Type: text/html||<p>b|--y--||--x--|after|"
            })
    void theStructureIsThatOfTheWhole(String message) throws IOException {
        byte[] octets = Scans.octets(message);
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(FIELDS);
        whole.writeBytes(octets);
        var prefixed = PrefixedContent.of(FIELDS, content(octets));
        assertThat(prefixed.structure()).isEqualTo(Scans.scan(whole.toByteArray()));
        assertThat(prefixed.size()).isEqualTo(whole.size());
        var written = new ByteArrayOutputStream();
        prefixed.writeTo(Channels.newChannel(written));
        assertThat(written.toByteArray()).isEqualTo(whole.toByteArray());
        for (int twice = 0; twice < 2; twice++) {
            try (var in = prefixed.open()) {
                assertThat(in.readAllBytes()).isEqualTo(whole.toByteArray());
            }
        }
        var again = PrefixedContent.of(Scans.octets("X: y|"), prefixed);
        assertThat(again.structure().root().bodyStart())
                .isEqualTo(prefixed.structure().root().bodyStart() + 6);
    }

    @Test
    void noFieldsChangeNothing() throws IOException {
        var content = content(Scans.octets("A: b||c"));
        assertThat(PrefixedContent.of(new byte[0], content)).isSameAs(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "X: y|||",
                "X: y||Z: 1|",
                "|",
                "no field|",
                "X: y|Subject: mine|",
                "content-type: text/html|",
                "From : a@b|"
            })
    void whatIsNoTraceFieldIsRefused(String fields) throws IOException {
        var content = content(Scans.octets("A: b||c"));
        assertThatThrownBy(() -> PrefixedContent.of(Scans.octets(fields), content))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
