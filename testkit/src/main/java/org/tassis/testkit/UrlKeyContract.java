package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.store.UrlKeys;

/// What every {@link UrlKeys} must do, beginning with none.
public interface UrlKeyContract {
    AccountId ANN = new AccountId(1);
    AccountId BOB = new AccountId(2);
    MailboxId INBOX = new MailboxId(7);
    MailboxId SENT = new MailboxId(8);

    UrlKeys keys();

    @Test
    default void aKeyIsMadeOnceForEachMailbox() {
        assertThat(keys().find(ANN, INBOX)).isEmpty();
        byte[] key = keys().key(ANN, INBOX);
        assertThat(key).hasSize(UrlKeys.LENGTH);
        assertThat(keys().find(ANN, INBOX))
                .hasValueSatisfying(found -> assertThat(found).isEqualTo(key));
        assertThat(keys().find(ANN, SENT)).isEmpty();
        assertThat(keys().key(ANN, INBOX)).isEqualTo(key);
        assertThat(keys().key(ANN, SENT)).isNotEqualTo(key);
        assertThat(keys().key(BOB, INBOX)).isNotEqualTo(key);
    }

    @Test
    default void aKeyThatIsRenewedIsAnotherOne() {
        byte[] key = keys().key(ANN, INBOX);
        byte[] other = keys().key(ANN, SENT);
        keys().renew(ANN, INBOX);
        byte[] renewed = keys().key(ANN, INBOX);
        assertThat(renewed).isNotEqualTo(key);
        assertThat(keys().key(ANN, INBOX)).isEqualTo(renewed);
        assertThat(keys().key(ANN, SENT)).isEqualTo(other);
        keys().renew(BOB, INBOX);
        assertThat(keys().key(BOB, INBOX)).hasSize(UrlKeys.LENGTH);
    }

    @Test
    default void whatIsForgottenIsGoneAlone() {
        byte[] inbox = keys().key(ANN, INBOX);
        byte[] sent = keys().key(ANN, SENT);
        byte[] other = keys().key(BOB, INBOX);
        keys().forget(ANN, INBOX);
        assertThat(keys().key(ANN, INBOX)).isNotEqualTo(inbox);
        assertThat(keys().key(ANN, SENT)).isEqualTo(sent);
        keys().purge(ANN);
        assertThat(keys().key(ANN, SENT)).isNotEqualTo(sent);
        assertThat(keys().key(BOB, INBOX)).isEqualTo(other);
    }
}
