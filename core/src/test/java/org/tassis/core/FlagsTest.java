package org.tassis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {
    @Test
    void keywordsKeepTheirFirstCaseAndCompareWithoutIt() {
        Flags flags = Flags.of(Set.of(), List.of("$Forwarded", "$FORWARDED", "Work"));
        assertThat(flags.keywords()).containsExactly("$Forwarded", "Work");
        assertThat(flags.has("$forwarded")).isTrue();
        assertThat(flags.has("$Junk")).isFalse();
        Flags other = Flags.of(Set.of(), List.of("WORK", "$forwarded"));
        assertThat(flags).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(flags).isNotEqualTo(Flags.of(Set.of(), List.of("work")));
    }

    @Test
    void flagsAreAddedAndTakenAwayWithoutCase() {
        Flags some = Flags.of(Set.of(SystemFlag.SEEN), List.of("Work"));
        Flags others = Flags.of(Set.of(SystemFlag.SEEN, SystemFlag.DELETED), List.of("WORK", "Home"));
        assertThat(some.with(others)).isEqualTo(Flags.of(others.system(), List.of("Work", "Home")));
        assertThat(others.without(some)).isEqualTo(Flags.of(Set.of(SystemFlag.DELETED), List.of("Home")));
    }

    @Test
    void systemFlagsAreBitsThatNeverMove() {
        assertThat(Arrays.stream(SystemFlag.values()).map(SystemFlag::bit)).containsExactly(1L, 2L, 4L, 8L, 16L);
        assertThat(Flags.of(SystemFlag.SEEN, SystemFlag.DELETED).systemBits()).isEqualTo(9);
        assertThat(Flags.NONE.systemBits()).isZero();
    }

    @Test
    void nothingIsNothing() {
        assertThat(Flags.NONE.isEmpty()).isTrue();
        assertThat(Flags.NONE).isEqualTo(Flags.of()).isNotEqualTo(Flags.of(SystemFlag.SEEN));
        assertThat(Flags.of(SystemFlag.SEEN).has(SystemFlag.SEEN)).isTrue();
        assertThat(Flags.of(SystemFlag.SEEN).has(SystemFlag.DRAFT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a b", "\\Seen", "a\\b", "a(b", "a)", "{1}", "a%", "a*", "a\"", "a]", "é", "a\n", "a\0", "\u007f"
            })
    void whatIsNoAtomIsNoKeyword(String word) {
        assertThat(Flags.isKeyword(word)).isFalse();
        assertThatThrownBy(() -> Flags.of(Set.of(), List.of(word))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeywordIsAtMost128Characters() {
        assertThat(Flags.isKeyword("k".repeat(128))).isTrue();
        assertThat(Flags.isKeyword("k".repeat(129))).isFalse();
        assertThat(Flags.isKeyword("$MDNSent")).isTrue();
        assertThat(Flags.isKeyword("a[b}~")).isTrue();
    }

    @Test
    void aSetOfFlagsDoesNotChange() {
        EnumSet<SystemFlag> given = EnumSet.of(SystemFlag.SEEN);
        Flags flags = Flags.of(given, Set.of("x"));
        given.add(SystemFlag.DRAFT);
        assertThat(flags.system()).containsExactly(SystemFlag.SEEN);
        assertThatThrownBy(() -> flags.system().add(SystemFlag.DRAFT))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> flags.keywords().add("y")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void namesAreFoundInAnyCase() {
        for (SystemFlag flag : SystemFlag.values()) {
            assertThat(SystemFlag.named(flag.imapName().toUpperCase(Locale.ROOT)))
                    .contains(flag);
        }
        for (SpecialUse use : SpecialUse.values()) {
            assertThat(SpecialUse.named(use.attribute().toLowerCase(Locale.ROOT)))
                    .contains(use);
        }
        assertThat(SystemFlag.named("\\Recent")).isEmpty();
        assertThat(SystemFlag.named("Seen")).isEmpty();
        assertThat(SpecialUse.named("\\Inbox")).isEmpty();
    }
}
