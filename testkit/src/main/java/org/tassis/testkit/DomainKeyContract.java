package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DomainKey;
import org.tassis.directory.DomainKeyRecords;
import org.tassis.directory.MailDomain;

/// What every {@link DomainKeyRecords} must do. Each test finds it empty.
public interface DomainKeyContract {
    DomainName ORG = new DomainName("example.org");
    DomainName NET = new DomainName("example.net");
    Instant NOW = Instant.parse("2026-11-21T08:39:06.123Z");

    DirectoryRecords domains();

    DomainKeyRecords keys();

    private static DomainKey key(String selector) {
        return new DomainKey(selector, new Secret("s3cret " + selector), NOW, Optional.empty(), Optional.empty());
    }

    /// Secrets are never equal.
    private static List<String> texts(List<DomainKey> keys) {
        return keys.stream().map(key -> key + key.privateKey().reveal()).toList();
    }

    private void add(DomainName... names) {
        for (DomainName name : names) {
            domains().addDomain(new MailDomain(name, true, NOW, Optional.empty()));
        }
    }

    @Test
    default void keysAreKeptAsTheyAre() {
        add(ORG, NET);
        assertThat(keys().keys(ORG)).isEmpty();
        DomainKey waiting = key("b");
        DomainKey signing = key("a").signing(NOW.plusSeconds(1));
        DomainKey replaced = key("c").signing(NOW).replaced(NOW.plusSeconds(2));
        assertThat(keys().change(ORG, before -> {
                    assertThat(before).isEmpty();
                    return List.of(waiting, signing, replaced);
                }))
                .hasSize(3);
        List<DomainKey> read = keys().keys(ORG);
        assertThat(texts(read)).isEqualTo(texts(List.of(signing, waiting, replaced)));
        assertThat(read.getFirst().privateKey().reveal()).isEqualTo("s3cret a");
        assertThat(read.toString()).doesNotContain("s3cret");
        assertThat(keys().keys(NET)).isEmpty();

        keys().change(ORG, before -> List.of(before.getFirst().replaced(NOW), key("d")));
        assertThat(texts(keys().keys(ORG))).isEqualTo(texts(List.of(signing.replaced(NOW), key("d"))));
        keys().change(NET, _ -> List.of(key("a")));
        assertThat(keys().keys(ORG)).hasSize(2);
        keys().change(ORG, _ -> List.of());
        assertThat(keys().keys(ORG)).isEmpty();
        assertThat(keys().keys(NET)).hasSize(1);
    }

    @Test
    default void whatAChangeThrowsChangesNothing() {
        add(ORG);
        keys().change(ORG, _ -> List.of(key("a")));
        assertThatThrownBy(() -> keys().change(ORG, _ -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(texts(keys().keys(ORG))).isEqualTo(texts(List.of(key("a"))));
    }

    @Test
    default void domainsInNeedAreFound() {
        DomainName com = new DomainName("example.com");
        add(ORG, NET, com);
        assertThat(keys().withoutKeys(10)).containsExactly(com, NET, ORG);
        assertThat(keys().withoutKeys(2)).containsExactly(com, NET);
        assertThat(keys().unsettled()).isEmpty();
        keys().change(ORG, _ -> List.of(key("a").signing(NOW), key("b").signing(NOW)));
        keys().change(NET, _ -> List.of(key("a").signing(NOW), key("b")));
        keys().change(com, _ -> List.of(key("a").signing(NOW).replaced(NOW), key("b").signing(NOW)));
        assertThat(keys().withoutKeys(10)).isEmpty();
        assertThat(keys().unsettled()).containsExactly(com, NET);
    }

    @Test
    default void keysLiveAsLongAsTheirDomain() {
        assertThatThrownBy(() -> keys().change(ORG, _ -> List.of(key("a"))))
                .isInstanceOfSatisfying(DirectoryException.class, e -> assertThat(e.failure())
                        .isEqualTo(new DirectoryFailure.NoSuchDomain(ORG)));
        assertThat(keys().keys(ORG)).isEmpty();
        add(ORG);
        keys().change(ORG, _ -> List.of(key("a")));
        domains().removeDomain(ORG, NOW);
        assertThatThrownBy(() -> keys().change(ORG, _ -> List.of())).isInstanceOf(DirectoryException.class);
        assertThat(keys().unsettled()).isEmpty();
        assertThat(keys().withoutKeys(10)).isEmpty();
        domains().restoreDomain(ORG);
        assertThat(texts(keys().keys(ORG))).isEqualTo(texts(List.of(key("a"))));
        domains().removeDomain(ORG, NOW);
        assertThat(domains().purgeDomains(NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(keys().keys(ORG)).isEmpty();
        add(ORG);
        assertThat(keys().keys(ORG)).isEmpty();
    }

    @Test
    default void changesOfOneDomainDoNotInterleave() throws Exception {
        add(ORG);
        int threads = 6;
        CountDownLatch ready = new CountDownLatch(threads);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                String selector = "s" + i;
                executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return keys().change(ORG, before -> {
                        List<DomainKey> all = new ArrayList<>(before);
                        all.add(key(selector));
                        return all;
                    });
                });
            }
        }
        assertThat(keys().keys(ORG)).hasSize(threads);
    }
}
