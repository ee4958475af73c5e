package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressParserTest {
    /// `name|local|host` with `-` for what is missing; groups are `-|name|-` and `-|-|-`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "a@b.c # -|a|b.c",
                "<a@b.c> # -|a|b.c",
                "Ann Bee <a@b.c> # Ann Bee|a|b.c",
                "Ann   Bee<a@b.c> # Ann Bee|a|b.c",
                "\"Bee, Ann\" <a@b.c>, d@e # Bee, Ann|a|b.c ; -|d|e",
                "\"A \\\"quoted\\\" \\\\ name\" <a@b> # A \"quoted\" \\ name|a|b",
                "a@b (Ann Bee) # Ann Bee|a|b",
                "a@b (Ann (the) Bee) # Ann (the) Bee|a|b",
                "(first) Ann (x) <a@b> (y) # Ann|a|b",
                "\"john doe\"@x # -|john doe|x",
                "Ann \"B.\" Cee <a@b> # Ann B. Cee|a|b",
                "John Q. Public <a@b> # John Q. Public|a|b",
                ". . . @ b # -|...|b",
                "=?utf-8?q?J=C3=A9?= <a@b> # =?utf-8?q?J=C3=A9?=|a|b",
                "J\u00c3\u00a9 <a@b> # J\u00c3\u00a9|a|b",
                "john . doe @ example . com # -|john.doe|example.com",
                "<@r1,@r2:a@b> # -|a|b",
                "a@[127.0.0.1] # -|a|[127.0.0.1]",
                "<a@[IPv6:::1]> # -|a|[IPv6:::1]",
                "friends: a@b, C <c@d>; # -|friends|- ; -|a|b ; C|c|d ; -|-|-",
                "undisclosed-recipients:; # -|undisclosed-recipients|- ; -|-|-",
                "g: a@b # -|g|- ; -|a|b ; -|-|-",
                "g:a@b;, c@d # -|g|- ; -|a|b ; -|-|- ; -|c|d",
                "a@b; c@d # -|a|b ; -|c|d",
                "a@b a <a@b> # a@ba|a|b",
                "john@x.com <john@x.com> # john@x.com|john|x.com",
                "Ann Bee a@b # Ann Bee|a|b",
                "nodomain # -|nodomain|",
                "Ann <ann> # Ann|ann|",
                "<> # -||",
                "<a@b@c> # -|a@b|c",
                "<a@b, c@d # -|a|b ; -|c|d",
                "A <a@b> \"x, y\" z, c@d # A|a|b ; -|c|d",
                "A <a@b> <c@d> # A|a|b ; -|c|d",
                ",,, # ''",
                "\"unclosed <a@b> # -|unclosed <a@b>|",
                "(unclosed # ''",
            })
    void lists(String text, String expected) {
        var found = new ArrayList<Envelope.Mailbox>();
        var octets = ("x" + text + "x").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        AddressParser.parse(octets, 1, octets.length - 1, found, 1000);
        var shown = found.stream()
                .map(m -> m.name().orElse("-") + "|" + m.local().orElse("-") + "|"
                        + m.host().orElse("-"))
                .collect(Collectors.joining(" ; "));
        assertThat(shown).isEqualTo(expected.equals("''") ? "" : expected);
    }

    /// RFC 5322 §4.4: `obs-route`. Sorting and searching know nothing of it.
    @Test
    void anObsoleteRouteIsKept() {
        var found = new ArrayList<Envelope.Mailbox>();
        var octets = "<@r1, @r2:a@b>, c@d, <@nothing>".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        AddressParser.parse(octets, 0, octets.length, found, 1000);
        assertThat(found.stream().map(Envelope.Mailbox::route))
                .containsExactly(Optional.of("@r1,@r2"), Optional.empty(), Optional.empty());
    }
}
