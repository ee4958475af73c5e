package org.tassis.senderauth.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.DomainName;

/// Whose domain it is: RFC 7489 §3.2.
class PublicSuffixesTest {
    private static String organisation(PublicSuffixes list, String domain) {
        return list.organisational(DomainName.parse(domain).orElseThrow()).ascii();
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "a.b.example.com, example.com",
        "com, com",
        "example.co.uk, example.co.uk",
        "mail.example.co.uk, example.co.uk",
        "co.uk, co.uk",
        "uk, uk",
        "example.nosuchtld, example.nosuchtld",
        "a.example.nosuchtld, example.nosuchtld",
        "a.b.c.kobe.jp, b.c.kobe.jp", // *.kobe.jp
        "c.kobe.jp, c.kobe.jp",
        "a.city.kobe.jp, city.kobe.jp", // !city.kobe.jp
        "city.kobe.jp, city.kobe.jp",
        "www.ck, www.ck", // *.ck but !www.ck
        "a.b.ck, a.b.ck",
        "x.a.b.ck, a.b.ck",
        "x.alice.github.io, alice.github.io", // rules of private owners count
        "a.\u98df\u72ee.\u516c\u53f8.cn, xn--85x722f.xn--55qx5d.cn",
        "monsite.be, monsite.be",
        "news.monsite.be, monsite.be"
    })
    void theShippedListKnows(String domain, String organisation) {
        assertThat(organisation(PublicSuffixes.shipped(), domain)).isEqualTo(organisation);
    }

    private static String list(String... rules) {
        return "// a comment\ncom\n"
                + IntStream.range(0, 1000).mapToObj(i -> "t" + i + "\n").collect(Collectors.joining())
                + String.join("\n", rules);
    }

    @Test
    void whatIsNoListIsRefused() {
        for (String text : new String[] {"", "com\norg\n", "<html>404</html>", list().replace("com\n", "")}) {
            assertThatThrownBy(() -> PublicSuffixes.read(new StringReader(text)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileReplacesTheShippedListWhileTheProgramRuns(@TempDir Path directory) throws Exception {
        var now = new Instant[] {Instant.parse("2026-02-03T10:11:12Z")};
        InstantSource clock = () -> now[0];
        Path file = directory.resolve("suffixes.dat");
        var lists = new SuffixFile(file, clock);
        assertThat(organisation(lists.get(), "a.b.example.com")).isEqualTo("example.com");

        Files.writeString(file, list("example.com"));
        assertThat(organisation(lists.get(), "a.b.example.com"))
                .as("looked at a moment ago")
                .isEqualTo("example.com");
        now[0] = now[0].plus(Duration.ofMinutes(1));
        assertThat(organisation(lists.get(), "a.b.example.com")).isEqualTo("b.example.com");

        Files.writeString(file, "broken");
        Files.setLastModifiedTime(file, FileTime.from(now[0].plusSeconds(5)));
        now[0] = now[0].plus(Duration.ofMinutes(1));
        assertThat(organisation(lists.get(), "a.b.example.com"))
                .as("the one before")
                .isEqualTo("b.example.com");

        Files.delete(file);
        now[0] = now[0].plus(Duration.ofMinutes(1));
        assertThat(organisation(lists.get(), "a.b.example.com"))
                .as("the shipped one")
                .isEqualTo("example.com");
    }
}
