package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tassis.core.UidSet;
import org.tassis.store.MailboxSnapshot;

class ClientViewTest {
    @Test
    void ghostsKeepTheirPlaceUntilTheClientIsTold() {
        ClientView view = ClientView.of(snapshot(10, 20, 30, 40));
        ClientView after = advance(view, snapshot(20, 40, 50));
        assertThat(after.count()).isEqualTo(5);
        assertThat(after.uid(1)).isEqualTo(10);
        assertThat(after.uid(3)).isEqualTo(30);
        assertThat(after.sequence(40)).isEqualTo(4);
        assertThat(after.isGhost(3)).isTrue();
        assertThat(after.snapshot(3)).isSameAs(view.current());
        assertThat(after.index(3)).isEqualTo(2);
        assertThat(after.expunges()).containsExactly(1, 2);
        assertThat(after.withoutGhosts().count()).isEqualTo(3);
    }

    /// The model is what a client does: a list of UIDs, from which EXPUNGE n removes the nth.
    @Test
    void agreesWithAClientThatAppliesEveryResponse() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            String which = "seed " + seed + " round " + round;
            TreeSet<Long> store = new TreeSet<>();
            long next = 1;
            for (int i = random.nextInt(12); i > 0; i--) {
                store.add(next += 1 + random.nextInt(3));
            }
            ClientView view = ClientView.of(snapshot(store));
            List<Long> client = new ArrayList<>(store);
            for (int step = 0; step < 25; step++) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    store.add(next += 1 + random.nextInt(3));
                }
                store.removeIf(_ -> random.nextInt(6) == 0);
                TreeSet<Long> before = new TreeSet<>(client);
                view = advance(view, snapshot(store));
                if (random.nextInt(3) == 0) {
                    for (int sequence : view.expunges()) {
                        client.remove(sequence - 1);
                    }
                    view = view.withoutGhosts();
                }
                for (long uid : store) {
                    if (!before.contains(uid)) {
                        client.add(uid);
                    }
                }
                assertThat(view.count()).as(which).isEqualTo(client.size());
                for (int i = 0; i < client.size(); i++) {
                    long uid = client.get(i);
                    assertThat(view.uid(i + 1)).as(which).isEqualTo(uid);
                    assertThat(view.sequence(uid)).as(which).isEqualTo(i + 1);
                    assertThat(view.isGhost(i + 1)).as(which).isEqualTo(!store.contains(uid));
                    assertThat(view.snapshot(i + 1).uid(view.index(i + 1)))
                            .as(which)
                            .isEqualTo(uid);
                }
                assertThat(view.sequence(next + 1)).as(which).isZero();
                assertThat(view.uids().stream().boxed()).as(which).containsExactlyElementsOf(client);
            }
        }
    }

    private static ClientView advance(ClientView view, MailboxSnapshot newer) {
        return view.advanced(newer, newer.since(view.current()).expunged());
    }

    private static ListSnapshot snapshot(long... uids) {
        return new ListSnapshot(uids, new long[uids.length], 1);
    }

    private static ListSnapshot snapshot(TreeSet<Long> uids) {
        return snapshot(uids.stream().mapToLong(Long::longValue).toArray());
    }

    @Test
    void aSetOfItsUidsHoldsTheGhosts() {
        ClientView view = advance(ClientView.of(snapshot(1, 2, 3)), snapshot(1, 3));
        assertThat(view.uids()).isEqualTo(UidSet.of(1, 3));
        assertThat(view.ghostUids()).isEqualTo(UidSet.of(2));
    }
}
