package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.FilterFailure;
import org.tassis.mailflow.filter.FilterRecords;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.filter.StoredScript;

/// What every {@link FilterRecords} must do, beginning with empty ones.
public interface FilterRecordsContract {
    AccountId ANN = new AccountId(1);
    AccountId BOB = new AccountId(2);
    ScriptName MAIN = new ScriptName("main");
    ScriptName OTHER = new ScriptName("other");
    int MOST = 3;

    FilterRecords records();

    private static void refused(FilterFailure failure, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(FilterException.class, e -> assertThat(e.failure())
                .isEqualTo(failure));
    }

    @Test
    default void whatIsPutIsThereForItsAccountAlone() {
        assertThat(records().list(ANN)).isEmpty();
        assertThat(records().text(ANN, MAIN)).isEmpty();
        records().put(ANN, MAIN, "keep;", MOST);
        records().put(ANN, OTHER, "# é\r\n", MOST);
        assertThat(records().list(ANN))
                .containsExactly(new StoredScript(MAIN, false, 5), new StoredScript(OTHER, false, 6));
        assertThat(records().text(ANN, OTHER)).contains("# é\r\n");
        assertThat(records().list(BOB)).isEmpty();
        assertThat(records().text(BOB, MAIN)).isEmpty();
        assertThat(records().active(ANN)).isEmpty();
    }

    @Test
    default void aTextComesBackAsItWasHoweverLong() {
        String text = "# 𝔄é€x\r\n".repeat(20_000) + " "; // no piece of any even length ends between characters
        records().put(ANN, MAIN, text, MOST);
        assertThat(records().text(ANN, MAIN)).contains(text);
        records().put(ANN, MAIN, "stop;", MOST);
        assertThat(records().text(ANN, MAIN)).contains("stop;");
        records().put(ANN, MAIN, "", MOST);
        assertThat(records().text(ANN, MAIN)).contains("");
    }

    @Test
    default void oneIsActiveAndStaysSoWhenItChanges() {
        records().put(ANN, MAIN, "keep;", MOST);
        records().put(ANN, OTHER, "stop;", MOST);
        records().activate(ANN, Optional.of(MAIN));
        records().activate(ANN, Optional.of(OTHER));
        assertThat(records().list(ANN)).extracting(StoredScript::active).containsExactly(false, true);
        records().put(ANN, OTHER, "discard;", MOST);
        var active = records().active(ANN).orElseThrow();
        assertThat(active.name()).isEqualTo(OTHER);
        assertThat(active.text()).isEqualTo("discard;");
        assertThat(active.version()).isEqualTo(records().version(ANN));
        records().activate(ANN, Optional.empty());
        assertThat(records().active(ANN)).isEmpty();
        refused(new FilterFailure.NoSuchScript(new ScriptName("no")), () -> records()
                .activate(ANN, Optional.of(new ScriptName("no"))));
    }

    @Test
    default void aRefusalChangesNothing() {
        records().put(ANN, MAIN, "keep;", MOST);
        records().activate(ANN, Optional.of(MAIN));
        long version = records().version(ANN);
        refused(new FilterFailure.ScriptActive(MAIN), () -> records().remove(ANN, MAIN));
        refused(new FilterFailure.NoSuchScript(OTHER), () -> records().remove(ANN, OTHER));
        refused(new FilterFailure.NoSuchScript(OTHER), () -> records().rename(ANN, OTHER, MAIN));
        refused(new FilterFailure.NoSuchScript(OTHER), () -> records().activate(ANN, Optional.of(OTHER)));
        assertThat(records().version(ANN)).isEqualTo(version);
        assertThat(records().list(ANN)).containsExactly(new StoredScript(MAIN, true, 5));
    }

    @Test
    default void anInactiveOneCanBeRemoved() {
        records().put(ANN, MAIN, "keep;", MOST);
        records().put(ANN, OTHER, "stop;", MOST);
        records().remove(ANN, MAIN);
        assertThat(records().list(ANN)).containsExactly(new StoredScript(OTHER, false, 5));
        assertThat(records().text(ANN, MAIN)).isEmpty();
    }

    @Test
    default void aNewNameKeepsTextAndActivity() {
        records().put(ANN, MAIN, "keep;", MOST);
        records().activate(ANN, Optional.of(MAIN));
        records().rename(ANN, MAIN, OTHER);
        assertThat(records().list(ANN)).containsExactly(new StoredScript(OTHER, true, 5));
        assertThat(records().text(ANN, OTHER)).contains("keep;");
        assertThat(records().active(ANN).orElseThrow().name()).isEqualTo(OTHER);
        records().put(ANN, MAIN, "stop;", MOST);
        refused(new FilterFailure.ScriptExists(MAIN), () -> records().rename(ANN, OTHER, MAIN));
        records().rename(ANN, OTHER, OTHER);
        assertThat(records().text(ANN, OTHER)).contains("keep;");
    }

    @Test
    default void namesAreToldApartByEveryCharacter() {
        for (String name : List.of("a", "A", "a ")) {
            records().put(ANN, new ScriptName(name), "# " + name, MOST);
        }
        assertThat(records().list(ANN))
                .extracting(script -> script.name().value())
                .containsExactly("A", "a", "a ");
        assertThat(records().text(ANN, new ScriptName("a "))).contains("# a ");
        ScriptName longest = new ScriptName("é".repeat(ScriptName.MAX_LENGTH));
        records().put(BOB, longest, "keep;", MOST);
        assertThat(records().text(BOB, longest)).contains("keep;");
    }

    @Test
    default void thereAreOnlySoMany() {
        for (int i = 0; i < MOST; i++) {
            records().put(ANN, new ScriptName("s" + i), "keep;", MOST);
        }
        refused(new FilterFailure.TooMany(MOST), () -> records().put(ANN, MAIN, "keep;", MOST));
        records().put(ANN, new ScriptName("s0"), "stop;", MOST);
        assertThat(records().list(ANN)).hasSize(MOST);
    }

    @Test
    default void manyAtOnceDoNotOvershoot() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit((Callable<Boolean>) () -> {
                        try {
                            records().put(ANN, new ScriptName("s" + i), "keep;", MOST);
                            return true;
                        } catch (FilterException e) {
                            assertThat(e.failure()).isEqualTo(new FilterFailure.TooMany(MOST));
                            return false;
                        }
                    }))
                    .toList();
            int put = 0;
            for (Future<Boolean> one : all) {
                put += one.get() ? 1 : 0;
            }
            assertThat(put).isEqualTo(MOST);
        }
        assertThat(records().list(ANN)).hasSize(MOST);
        assertThat(records().version(ANN)).isEqualTo(MOST);
    }

    @Test
    default void theVersionGoesUpWithEveryChangeAlsoAfterAPurge() {
        assertThat(records().version(ANN)).isZero();
        records().put(ANN, MAIN, "keep;", MOST);
        long first = records().version(ANN);
        records().put(ANN, MAIN, "keep;", MOST);
        long second = records().version(ANN);
        records().purge(ANN);
        assertThat(records().list(ANN)).isEmpty();
        assertThat(records().text(ANN, MAIN)).isEmpty();
        records().put(ANN, MAIN, "stop;", MOST);
        assertThat(List.of(0L, first, second, records().version(ANN)))
                .isSorted()
                .doesNotHaveDuplicates();
        records().purge(BOB);
        assertThat(records().version(BOB)).isZero();
    }
}
