package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.mailflow.policy.AccessRule;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;
import org.tassis.mailflow.policy.AccessRules;

/// What every {@link AccessRules} must do, beginning with empty lists.
public interface AccessRulesContract {
    Instant NOW = Instant.parse("2026-02-03T10:11:12.345Z");
    Scope SERVER = new Scope.Server();
    Scope DOMAIN = new Scope.Domain(new DomainName("example.org"));
    Scope MAILBOX = new Scope.Mailbox(new AccountId(7));

    AccessRules rules();

    private static Subject subject(String text) {
        return Subject.parse(text).orElseThrow();
    }

    private static AccessRule rule(Scope scope, String subject, Effect effect) {
        return new AccessRule(scope, subject(subject), effect, NOW);
    }

    @Test
    default void whatIsPutIsThere() {
        List<AccessRule> all = List.of(
                rule(SERVER, "192.0.2.0/24", Effect.BLOCK),
                rule(SERVER, "2001:db8::/32", Effect.ALLOW),
                rule(SERVER, "A@b.example", Effect.BLOCK),
                rule(SERVER, "b.example", Effect.ALLOW));
        all.forEach(rules()::put);
        assertThat(rules().of(SERVER)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(rules().of(SERVER).stream().map(rule -> rule.subject().text()))
                .isSorted();
    }

    @Test
    default void eachScopeHasItsOwn() {
        rules().put(rule(SERVER, "a@b.example", Effect.BLOCK));
        rules().put(rule(DOMAIN, "a@b.example", Effect.ALLOW));
        rules().put(rule(MAILBOX, "a@b.example", Effect.BLOCK));
        assertThat(rules().of(DOMAIN)).containsExactly(rule(DOMAIN, "a@b.example", Effect.ALLOW));
        assertThat(rules().of(MAILBOX)).containsExactly(rule(MAILBOX, "a@b.example", Effect.BLOCK));
        assertThat(rules().of(new Scope.Mailbox(new AccountId(8)))).isEmpty();
        assertThat(rules().of(new Scope.Domain(new DomainName("b.example")))).isEmpty();
    }

    @Test
    default void aSubjectHasOneRule() {
        rules().put(rule(SERVER, "a@b.example", Effect.BLOCK));
        rules().put(rule(SERVER, "A@B.example", Effect.ALLOW));
        assertThat(rules().of(SERVER)).containsExactly(rule(SERVER, "a@b.example", Effect.ALLOW));
    }

    @Test
    default void whatIsRemovedIsGone() {
        rules().put(rule(SERVER, "a@b.example", Effect.BLOCK));
        rules().put(rule(DOMAIN, "a@b.example", Effect.BLOCK));
        assertThat(rules().remove(SERVER, subject("a@b.example"))).isTrue();
        assertThat(rules().remove(SERVER, subject("a@b.example"))).isFalse();
        assertThat(rules().of(SERVER)).isEmpty();
        assertThat(rules().of(DOMAIN)).hasSize(1);
    }

    @Test
    default void namesBeyondAsciiAndQuotesComeBack() {
        List<AccessRule> all = List.of(
                rule(SERVER, "\"a b@c\"@d.example", Effect.BLOCK),
                rule(SERVER, "jos\u00e9@b\u00fccher.example", Effect.BLOCK),
                rule(SERVER, "b\u00fccher.example", Effect.ALLOW));
        all.forEach(rules()::put);
        assertThat(rules().of(SERVER)).containsExactlyInAnyOrderElementsOf(all);
    }
}
