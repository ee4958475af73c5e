package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.store.Right;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.Shares.Access;
import org.tassis.store.Shares.Entry;
import org.tassis.store.Shares.Grantee;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// What every {@link Shares} must do, beginning with none.
public interface ShareContract {
    AccountId ANN = new AccountId(1);
    AccountId BOB = new AccountId(2);
    AccountId CAT = new AccountId(3);
    long GROUP = 2;
    long OTHERS = 3;
    MailboxId INBOX = new MailboxId(7);
    MailboxId SENT = new MailboxId(8);
    Grantee TO_BOB = new Grantee.One(BOB);
    Grantee TO_ALL = new Grantee.Group(GROUP);

    Shares shares();

    private static Rights rights(String letters) {
        return Rights.parse(letters).orElseThrow();
    }

    private void set(MailboxId mailbox, Grantee to, boolean negative, String letters) {
        shares().change(ANN, mailbox, to, negative, _ -> rights(letters));
    }

    @Test
    default void whatIsGivenIsThereForItsMailboxAlone() {
        set(INBOX, TO_BOB, false, "rl");
        assertThat(shares().of(INBOX)).containsExactly(new Entry(TO_BOB, false, rights("lr")));
        assertThat(shares().of(SENT)).isEmpty();
        assertThat(shares().rights(INBOX, BOB, OTHERS)).isEqualTo(rights("lr"));
        assertThat(shares().rights(INBOX, CAT, OTHERS)).isEqualTo(Rights.NONE);
        assertThat(shares().rights(SENT, BOB, OTHERS)).isEqualTo(Rights.NONE);
        assertThat(shares().reach(BOB, GROUP)).containsOnly(Map.entry(INBOX, new Access(ANN, rights("lr"))));
        assertThat(shares().reach(CAT, GROUP)).isEmpty();
    }

    @Test
    default void aGroupMeansItsPeopleButTheOwner() {
        set(INBOX, TO_ALL, false, "lr");
        assertThat(shares().rights(INBOX, BOB, GROUP)).isEqualTo(rights("lr"));
        assertThat(shares().rights(INBOX, BOB, OTHERS)).isEqualTo(Rights.NONE);
        assertThat(shares().reach(CAT, GROUP)).containsOnlyKeys(INBOX);
        assertThat(shares().reach(CAT, OTHERS)).isEmpty();
        assertThat(shares().reach(ANN, GROUP)).isEmpty();
        // an account and a customer of one number are two
        assertThat(shares().rights(INBOX, new AccountId(GROUP), OTHERS)).isEqualTo(Rights.NONE);
    }

    @Test
    default void whatIsTakenIsTakenWhoeverGivesIt() {
        set(INBOX, TO_ALL, false, "lrsw");
        set(INBOX, TO_BOB, false, "ie");
        set(INBOX, TO_BOB, true, "we");
        assertThat(shares().rights(INBOX, BOB, GROUP)).isEqualTo(rights("lrsi"));
        assertThat(shares().rights(INBOX, CAT, GROUP)).isEqualTo(rights("lrsw"));
        set(INBOX, TO_ALL, true, "lrswi");
        assertThat(shares().rights(INBOX, BOB, GROUP)).isEqualTo(Rights.NONE);
        assertThat(shares().reach(BOB, GROUP)).isEmpty();
        assertThat(shares().of(INBOX)).hasSize(4);
    }

    @Test
    default void changesBuildOnWhatIsThere() {
        set(INBOX, TO_BOB, false, "lr");
        shares().change(ANN, INBOX, TO_BOB, false, before -> before.and(rights("s")));
        shares().change(ANN, INBOX, TO_BOB, false, before -> before.without(rights("r")));
        assertThat(shares().of(INBOX)).containsExactly(new Entry(TO_BOB, false, rights("ls")));
        set(INBOX, TO_BOB, false, "");
        assertThat(shares().of(INBOX)).isEmpty();
        set(INBOX, TO_BOB, false, "");
    }

    @Test
    default void allRightsAreKept() {
        set(INBOX, TO_BOB, false, Rights.ALL.letters());
        assertThat(shares().rights(INBOX, BOB, OTHERS)).isEqualTo(Rights.ALL);
        assertThat(Right.values()).allMatch(shares().rights(INBOX, BOB, OTHERS)::has);
    }

    @Test
    default void whatIsNewInheritsOnce() {
        set(INBOX, TO_BOB, false, "lr");
        set(INBOX, TO_ALL, true, "x");
        shares().inherit(ANN, INBOX, SENT);
        assertThat(shares().of(SENT)).isEqualTo(shares().of(INBOX)).hasSize(2);
        set(INBOX, TO_BOB, false, "lrs");
        shares().inherit(ANN, INBOX, SENT);
        assertThat(shares().rights(SENT, BOB, OTHERS)).isEqualTo(rights("lr"));
        shares().inherit(ANN, new MailboxId(9), new MailboxId(10));
        assertThat(shares().of(new MailboxId(10))).isEmpty();
    }

    @Test
    default void aMailboxHasSoManyAndNoMore() {
        for (int i = 0; i < Shares.MAX_ENTRIES; i++) {
            set(INBOX, new Grantee.One(new AccountId(100 + i)), false, "l");
        }
        assertThatThrownBy(() -> set(INBOX, TO_BOB, false, "l"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.failure()).isInstanceOf(StoreFailure.TooMany.class));
        assertThat(shares().rights(INBOX, BOB, OTHERS)).isEqualTo(Rights.NONE);
        set(INBOX, new Grantee.One(new AccountId(100)), false, "lr");
        set(INBOX, new Grantee.One(new AccountId(101)), false, "");
        set(INBOX, TO_BOB, false, "l");
        set(SENT, TO_BOB, false, "l");
    }

    @Test
    default void whatIsForgottenIsGoneAlone() {
        set(INBOX, TO_BOB, false, "l");
        set(SENT, TO_BOB, false, "l");
        set(SENT, TO_ALL, false, "r");
        shares().change(CAT, new MailboxId(20), new Grantee.One(ANN), false, _ -> rights("lr"));
        shares().change(CAT, new MailboxId(20), TO_BOB, false, _ -> rights("lr"));
        shares().forget(INBOX);
        assertThat(shares().of(INBOX)).isEmpty();
        assertThat(shares().reach(BOB, OTHERS)).containsOnlyKeys(SENT, new MailboxId(20));
        shares().purge(BOB);
        assertThat(shares().reach(BOB, OTHERS)).isEmpty();
        assertThat(shares().of(SENT)).containsExactly(new Entry(TO_ALL, false, rights("r")));
        shares().purge(ANN);
        assertThat(shares().of(SENT)).isEmpty();
        assertThat(shares().of(new MailboxId(20))).isEmpty();
    }

    @Test
    default void whoWatchesHearsOfChanges() {
        Shares one = shares();
        List<MailboxId> heard = new CopyOnWriteArrayList<>();
        try (var _ = one.watch(heard::add)) {
            one.change(ANN, INBOX, TO_BOB, false, _ -> rights("l"));
            one.inherit(ANN, INBOX, SENT);
            one.forget(INBOX);
        }
        one.change(ANN, INBOX, TO_BOB, false, _ -> rights("l"));
        assertThat(heard).containsExactly(INBOX, SENT, INBOX);
    }
}
