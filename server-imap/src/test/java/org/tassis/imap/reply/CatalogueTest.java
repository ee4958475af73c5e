package org.tassis.imap.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.core.MailboxName;
import org.tassis.store.Copied;
import org.tassis.store.StoreFailure;

class CatalogueTest {
    @Test
    void everyCompletionIsOnePrintableLine() throws IllegalAccessException {
        for (var field : Completion.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Completion.class) {
                String line = ((Completion) field.get(null)).line();
                assertThat(line).matches("(OK|NO|BAD) (\\[[A-Z-]+( [^]]+)?] )?[ -~]+");
            }
        }
    }

    @Test
    void aSyntaxErrorNeverEchoesControlCharacters() {
        assertThat(Completion.syntax("bad\r\n* BYE \u0000gone é").line()).isEqualTo("BAD bad* BYE gone ");
        assertThat(Completion.syntax("\r\n").line()).isEqualTo("BAD Not understood");
        assertThat(Completion.syntax("x".repeat(5000)).line()).hasSizeLessThan(210);
    }

    @Test
    void aResponseCodeCannotEndItsBracket() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ResponseCode("ALERT] x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ResponseCode("ALERT\r\n"));
    }

    @Test
    void everyFailureOfTheStoreHasItsResponseCode() {
        assertThat(code(new StoreFailure.NoSuchMailbox())).isEqualTo("NONEXISTENT");
        assertThat(code(new StoreFailure.MailboxExists(MailboxName.INBOX))).isEqualTo("ALREADYEXISTS");
        assertThat(code(new StoreFailure.NotAllowed("secret reason"))).isEqualTo("CANNOT");
        assertThat(code(new StoreFailure.OverQuota(new AccountId(1)))).isEqualTo("OVERQUOTA");
        assertThat(code(new StoreFailure.TooMany("mailboxes", 7))).isEqualTo("LIMIT");
        assertThat(code(new StoreFailure.Gone())).isEqualTo("EXPUNGEISSUED");
        assertThat(code(new StoreFailure.Damaged(new ContentId(5)))).isEqualTo("CANNOT");
        assertThat(code(new StoreFailure.Full())).isEqualTo("UNAVAILABLE");
        assertThat(code(new StoreFailure.Unavailable())).isEqualTo("UNAVAILABLE");
    }

    private static String code(StoreFailure failure) {
        Completion completion = StoreFailures.completion(failure);
        assertThat(completion.kind()).isEqualTo(Completion.Kind.NO);
        return completion.code().orElseThrow().text();
    }

    @Test
    void copyUidListsBothSidesInOrder() {
        assertThat(ResponseCode.copyUid(new Copied(9, List.of(1L, 2L, 5L), List.of(10L, 11L, 12L)))
                        .text())
                .isEqualTo("COPYUID 9 1:2,5 10:12");
    }

    @Test
    void noMechanismIsNamedBeforeTls() {
        Capabilities all = new Capabilities(1000, new MessageLimit(2000, false), Set.of());
        assertThat(all.beforeLogin(false, true))
                .contains("STARTTLS", "LOGINDISABLED")
                .noneMatch(name -> name.startsWith("AUTH="));
        assertThat(all.beforeLogin(true, false))
                .contains("AUTH=PLAIN", "AUTH=LOGIN")
                .doesNotContain("STARTTLS", "LOGINDISABLED");
        assertThat(all.afterLogin())
                .contains("IMAP4rev2", "QRESYNC", "APPENDLIMIT=1000", "MESSAGELIMIT=2000")
                .doesNotHaveDuplicates();
    }

    @Test
    void hidingACapabilityHidesWhatIsBuiltOnIt() {
        Capabilities some = new Capabilities(1000, MessageLimit.NONE, Set.of("CONDSTORE", "IDLE"));
        assertThat(some.afterLogin())
                .contains("IMAP4rev1", "MOVE")
                .doesNotContain("CONDSTORE", "QRESYNC", "IDLE", "IMAP4rev2")
                .noneMatch(name -> name.startsWith("MESSAGELIMIT"));
        assertThat(some.offers("qresync")).isFalse();
    }

    @Test
    void everyCapabilityIsAnAtom() {
        assertThat(String.join("", new Capabilities(1, MessageLimit.NONE, Set.of()).afterLogin()))
                .matches("[A-Za-z0-9=+-]+");
    }
}
