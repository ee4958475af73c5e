package org.tassis.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SiteTest {
    private static final SiteNames OURS = "mail.example.org"::equals;

    @Test
    void pagesAndAdministrationDifferInThePortAlone() {
        assertThat(Site.of("Mail.example.org", 443, OURS))
                .contains(new Site("mail.example.org", "https://mail.example.org"));
        assertThat(Site.of("mail.example.org", 10000, OURS))
                .contains(new Site("mail.example.org", "https://mail.example.org:10000"));
        assertThat(Site.of("mail.example.org", 80, OURS))
                .contains(new Site("mail.example.org", "https://mail.example.org"));
    }

    @Test
    void noOtherNameIsOurs() {
        for (String name : new String[] {"example.org", "evil.example", "192.0.2.1", "[2001:db8::1]", "", "a b"}) {
            assertThat(Site.of(name, 443, _ -> name.equals("a b"))).as(name).isEmpty();
        }
        assertThat(Site.of("192.0.2.1", 443, _ -> true)).isEmpty(); // browsers have no passkeys for numbers
        assertThat(Site.of("localhost", 8443, OURS)).contains(new Site("localhost", "https://localhost:8443"));
    }
}
