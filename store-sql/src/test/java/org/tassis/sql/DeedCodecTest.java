package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.Place;

class DeedCodecTest {
    private static final Place INBOX = Place.of(new MailboxId(7), MailboxName.INBOX);
    private static final Place SHOP = Place.of(new MailboxId(8), new MailboxName("Shop/Été"));
    private static final UidSet SOME =
            new UidSet.Builder().add(1, 3).add(200, 70_000).add(UidSet.MAX_UID).build();

    static Stream<Deed> deeds() {
        return Stream.of(
                new Deed.Flagged(
                        INBOX,
                        List.of(
                                new Deed.Run(SOME, Flags.NONE, Flags.of(SystemFlag.SEEN)),
                                new Deed.Run(
                                        UidSet.of(4),
                                        Flags.of(Set.of(SystemFlag.DRAFT), Set.of("$Label1", "x".repeat(128))),
                                        Flags.NONE))),
                new Deed.Moved(INBOX, SHOP, SOME),
                new Deed.Moved(INBOX, Place.ELSEWHERE, SOME),
                new Deed.Copied(SHOP, INBOX, UidSet.of(5)),
                new Deed.Deleted(INBOX, SOME, List.of(3L, 4L, 1L << 40)),
                new Deed.Restored(INBOX, SOME),
                new Deed.Hidden(INBOX, SOME, true),
                new Deed.Hidden(INBOX, SOME, false),
                new Deed.FolderCreated(SHOP),
                new Deed.FolderRenamed(SHOP, new MailboxName("Store")),
                new Deed.FolderDeleted(SHOP, Set.of(SpecialUse.TRASH, SpecialUse.ALL), true, SOME, 12),
                new Deed.FolderDeleted(SHOP, Set.of(), false, UidSet.EMPTY, 1));
    }

    private static Place target(Deed deed) {
        return deed instanceof Deed.FolderRenamed renamed
                ? Place.of(new MailboxId(8), renamed.from())
                : deed.target().orElse(Place.ELSEWHERE);
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void aDeedIsTheSameAfterwards(Deed deed) {
        byte[] octets = DeedCodec.encode(deed);
        assertThat(DeedCodec.decode(deed.kind(), deed.place(), target(deed), octets))
                .isEqualTo(deed);
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void whatIsCutOffIsNoDeed(Deed deed) {
        byte[] octets = DeedCodec.encode(deed);
        for (int length = 0; length < octets.length; length++) {
            byte[] cut = Arrays.copyOf(octets, length);
            assertThatThrownBy(() -> DeedCodec.decode(deed.kind(), deed.place(), target(deed), cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tenThousandMessagesMarkedReadAreAFewOctets() {
        Deed deed = new Deed.Flagged(
                INBOX, List.of(new Deed.Run(UidSet.of(1_000_001, 1_010_000), Flags.NONE, Flags.of(SystemFlag.SEEN))));
        assertThat(DeedCodec.encode(deed)).hasSizeLessThan(20);
    }
}
