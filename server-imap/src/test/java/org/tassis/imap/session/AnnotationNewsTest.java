package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.imap.TestConnection;
import org.tassis.store.InMemoryAnnotations;

/// RFC 5464 §4.4.2. What is told of it is in `imap/notify` and `imap/metadata`.
class AnnotationNewsTest {
    private static final AccountId ANN = new AccountId(1);
    private static final AccountId BOB = new AccountId(2);
    private static final Optional<MailboxId> INBOX = Optional.of(new MailboxId(7));

    private final InMemoryAnnotations annotations = new InMemoryAnnotations();
    private final AnnotationNews news = new AnnotationNews(TestConnection.of(""));

    private void elsewhere(AccountId account, Map<String, Optional<String>> changes) throws InterruptedException {
        Thread other = Thread.ofVirtual().start(() -> annotations.change(account, INBOX, changes));
        other.join();
    }

    @Test
    void whatOthersDoIsNewsOnce() throws InterruptedException {
        news.follow(annotations, ANN, List.of());
        annotations.change(ANN, INBOX, Map.of("/private/own", Optional.of("x")));
        elsewhere(ANN, Map.of("/private/b", Optional.of("x"), "/private/a", Optional.empty()));
        elsewhere(BOB, Map.of("/shared/of-a-stranger", Optional.of("x")));
        assertThat(news.take()).isEqualTo(Map.of(INBOX, Set.of("/private/a", "/private/b")));
        assertThat(news.take()).isEmpty();
        news.close();
        elsewhere(ANN, Map.of("/private/a", Optional.of("x")));
        assertThat(news.take()).isEmpty();
    }

    @Test
    void thereIsABound() throws InterruptedException {
        news.follow(annotations, ANN, List.of());
        Map<String, Optional<String>> many = new HashMap<>();
        for (int i = 0; i < AnnotationNews.MOST; i++) {
            many.put("/private/" + i, Optional.empty());
        }
        elsewhere(ANN, many);
        assertThat(news.isOverflowed()).isFalse();
        elsewhere(ANN, many);
        assertThat(news.isOverflowed()).isFalse();
        elsewhere(ANN, Map.of("/private/more", Optional.empty()));
        assertThat(news.isOverflowed()).isTrue();
        assertThat(news.take().get(INBOX)).hasSize(AnnotationNews.MOST);
        assertThat(news.isOverflowed()).isFalse();
    }
}
