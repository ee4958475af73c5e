package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.testkit.Refusals.refusal;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DirectorySettings;
import org.tassis.directory.Factors;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Passkey;
import org.tassis.directory.PasswordRules;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.TokenScopes;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.AuditRecords;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Letters;
import org.tassis.directory.desk.MailServer;
import org.tassis.directory.desk.Post;
import org.tassis.directory.desk.SetUp;
import org.tassis.directory.desk.TokenCheck;
import org.tassis.directory.desk.TokenDesk;
import org.tassis.directory.desk.Visit;

/// What is done at a {@link Desk} and remembered in {@link AuditRecords}, on whatever keeps both.
public interface DeskContract extends OfficeContract {
    Instant EVE = Instant.parse("2026-03-01T18:00:00.789Z");

    /// Two customers with a domain and two mailboxes each.
    final class People {
        final Desk desk;
        final Directory directory;
        final Visit administrator;
        final Visit user;
        final Customer mine;

        People(DirectoryRecords records, AuditRecords audit, AccessRecords access) {
            directory =
                    new Directory(records, new QuickHash(), new PasswordRules(0), () -> EVE, DirectorySettings.DEFAULT);
            desk = new Desk(
                    directory,
                    audit,
                    () -> EVE,
                    new Letters(new MailServer("localhost", List.of(), "")),
                    (_, _) -> {},
                    access);
            mine = customer("mine");
            customer("theirs");
            administrator = visit("mine");
            user = visit("mine0001");
        }

        private Customer customer(String name) {
            Customer made = desk.customers(Visit.CONSOLE)
                    .add(NewCustomer.named(new Login(name)).withPlan("Recommended"));
            desk.domains(Visit.CONSOLE).add(TestDirectory.domain(name + ".example"), made.id());
            mailbox(name, "postmaster@" + name + ".example");
            mailbox(name + "0001", "info@" + name + ".example");
            return desk.customers(Visit.CONSOLE)
                    .change(made.name(), Optional.empty(), Optional.empty(), Optional.of(name), Optional.empty());
        }

        private void mailbox(String login, String address) {
            desk.mailboxes(Visit.CONSOLE)
                    .add(
                            NewAccount.named(new Login(login))
                                    .withQuota(Quota.ofBytes(1 << 20))
                                    .withPrimary(EmailAddress.valueOf(address)),
                            Optional.of(new Secret("a-long-" + login + "-word")));
        }

        Visit visit(String login) {
            return new Visit(desk.actor(directory.identifyAdministrator(login).orElseThrow()), "page", "192.0.2.7");
        }
    }

    private People people() {
        return new People(records(), audit(), access());
    }

    private List<AuditEntry> remembered() {
        return audit().page(AuditQuery.ALL, OptionalLong.empty(), 100);
    }

    @Test
    default void actsComeBackAsTheyWereWrittenNewestFirst() {
        TreeMap<String, String> before = new TreeMap<>();
        before.put("text", "two\nlines: and \\ more");
        TreeMap<String, String> after = new TreeMap<>();
        after.put("a", "1");
        after.put("b", "é");
        AuditEntry entry = new AuditEntry(
                0,
                EVE,
                "operator",
                "page",
                "2001:db8::1",
                "mailbox change",
                "Mine0001",
                Optional.of(new CustomerId(7)),
                before,
                after);
        audit().append(entry);
        audit().append(new AuditEntry(
                0,
                EVE.plusSeconds(1),
                "console",
                "command line",
                "",
                "domain add",
                "mine.example",
                Optional.empty(),
                new TreeMap<>(),
                after));
        List<AuditEntry> all = remembered();
        assertThat(all).extracting(AuditEntry::what).containsExactly("domain add", "mailbox change");
        assertThat(all.get(1)).isEqualTo(entry.withId(all.get(1).id()));
        assertThat(audit().page(AuditQuery.ALL, OptionalLong.of(all.get(0).id()), 5))
                .containsExactly(all.get(1));
        assertThat(audit().page(AuditQuery.ALL.of(new CustomerId(7)), OptionalLong.empty(), 5))
                .containsExactly(all.get(1));
        assertThat(audit().page(AuditQuery.ALL.with("MINE0"), OptionalLong.empty(), 5))
                .containsExactly(all.get(1));
        assertThat(audit().page(
                                AuditQuery.ALL.between(Optional.of(EVE.plusSeconds(1)), Optional.empty()),
                                OptionalLong.empty(),
                                5))
                .containsExactly(all.get(0));
        assertThat(audit().page(
                                AuditQuery.ALL.between(Optional.empty(), Optional.of(EVE.plusSeconds(1))),
                                OptionalLong.empty(),
                                5))
                .containsExactly(all.get(1));
        assertThat(audit().forget(EVE.plusSeconds(1))).isEqualTo(1);
        assertThat(remembered()).containsExactly(all.get(0));
    }

    @Test
    default void whatIsDoneIsRememberedWithWhatWasBefore() {
        People people = people();
        people.desk
                .mailboxes(people.administrator)
                .change("mine0001", List.of(new MailboxChange.RealName("Marie"), new MailboxChange.Enabled(false)));
        AuditEntry entry = remembered().getFirst();
        assertThat(entry.actor()).isEqualTo("mine");
        assertThat(entry.way()).isEqualTo("page");
        assertThat(entry.from()).isEqualTo("192.0.2.7");
        assertThat(entry.what()).isEqualTo("mailbox change");
        assertThat(entry.object()).isEqualTo("mine0001");
        assertThat(entry.customer()).contains(people.mine.id());
        assertThat(entry.before()).containsExactlyEntriesOf(new TreeMap<>(java.util.Map.of("enabled", "true")));
        assertThat(entry.after())
                .containsExactlyEntriesOf(new TreeMap<>(java.util.Map.of("enabled", "false", "real name", "Marie")));
    }

    @Test
    default void whatIsRefusedIsNeitherDoneNorRemembered() {
        People people = people();
        int before = remembered().size();
        assertThat(refusal(() -> people.desk
                        .mailboxes(people.administrator)
                        .change("mine0001", List.of(new MailboxChange.Limit(Quota.ofBytes(1L << 40))))))
                .isInstanceOf(DirectoryFailure.LimitReached.class);
        assertThat(refusal(() -> people.desk
                        .mailboxes(people.user)
                        .change(
                                "mine0001",
                                List.of(new MailboxChange.RealName("Me"), new MailboxChange.Limit(Quota.UNLIMITED)))))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(refusal(() -> people.desk
                        .mailboxes(people.user)
                        .change(
                                "mine0001",
                                List.of(new MailboxChange.Primary(EmailAddress.valueOf("grabbed@mine.example"))))))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(refusal(() -> people.desk
                        .domains(people.administrator)
                        .add(TestDirectory.domain("gmail.example"), people.mine.id())))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(remembered()).hasSize(before);
    }

    @Test
    default void anActThatCannotBeRememberedIsUndone() {
        People people = people();
        AuditRecords full = new AuditRecords() {
            @Override
            public void append(AuditEntry entry) {
                throw new DirectoryException(new DirectoryFailure.Unavailable());
            }

            @Override
            public List<AuditEntry> page(AuditQuery query, OptionalLong before, int limit) {
                return List.of();
            }

            @Override
            public int forget(Instant before) {
                return 0;
            }
        };
        Desk desk = new Desk(people.directory, full, () -> EVE);
        assertThatThrownBy(() -> desk.mailboxes(Visit.CONSOLE).remove("mine0001"))
                .isInstanceOf(DirectoryException.class);
        assertThat(people.directory.mailbox("mine0001").exists()).isTrue();
        assertThat(people.directory.identify("mine0001")).isPresent();
    }

    @Test
    default void whatIsForeignIsAsIfItWereNotThere() {
        People people = people();
        var mailboxes = people.desk.mailboxes(people.administrator);
        List<ThrowingCallable> acts = List.of(
                () -> mailboxes.find("theirs0001"),
                () -> mailboxes.remove("theirs0001"),
                () -> mailboxes.restore("theirs0001"),
                () -> mailboxes.setPassword("theirs0001", new Secret("x")),
                () -> mailboxes.change("theirs0001", List.of(new MailboxChange.Enabled(false))),
                () -> mailboxes.setForward("info@theirs.example", List.of(EmailAddress.valueOf("a@b.example")), false));
        for (ThrowingCallable act : acts) {
            assertThat(refusal(act)).isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        }
        var domains = people.desk.domains(people.administrator);
        assertThat(refusal(() -> domains.enable(TestDirectory.domain("theirs.example"), false)))
                .isInstanceOf(DirectoryFailure.NoSuchDomain.class);
        assertThat(refusal(() -> domains.addAlias(
                        EmailAddress.valueOf("x@theirs.example"), List.of(EmailAddress.valueOf("a@b.example")))))
                .isInstanceOf(DirectoryFailure.NoSuchDomain.class);
        assertThat(refusal(() -> people.desk.customers(people.administrator).find(new Login("theirs"))))
                .isInstanceOf(DirectoryFailure.NoSuchCustomer.class);
        assertThat(mailboxes.page(MailboxQuery.ALL, Optional.empty(), 100))
                .extracting(record -> record.account().login().value())
                .containsExactly("mine", "mine0001");
        assertThat(people.desk.mailboxes(people.user).page(MailboxQuery.ALL, Optional.empty(), 100))
                .hasSize(1);
        assertThat(people.desk.audit(people.administrator, AuditQuery.ALL, OptionalLong.empty(), 100))
                .isNotEmpty()
                .allMatch(entry -> entry.customer().equals(Optional.of(people.mine.id())));
        assertThat(refusal(() -> people.desk.audit(people.user, AuditQuery.ALL, OptionalLong.empty(), 100)))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(refusal(() -> domains.roleMailbox(TestDirectory.domain("mine.example"), Optional.of("theirs0001"))))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    @Test
    default void everyActIsDoneAndUndone() {
        People people = people();
        var mailboxes = people.desk.mailboxes(people.administrator);
        var domains = people.desk.domains(people.administrator);
        EmailAddress alias = EmailAddress.valueOf("team@mine.example");
        EmailAddress info = EmailAddress.valueOf("info@mine.example");
        EmailAddress away = EmailAddress.valueOf("a@away.example");
        domains.addAlias(alias, List.of(info));
        domains.changeAlias(alias, known -> known.withTargets(List.of(info, away)));
        domains.removeAlias(alias);
        assertThat(domains.restoreAlias(alias).targets()).hasSize(2);
        assertThat(domains.aliases(AliasQuery.ALL.in(Optional.of(alias.domain())), Optional.empty(), 5))
                .hasSize(1);
        assertThat(domains.aliases(AliasQuery.ALL.with("TEAM"), Optional.empty(), 5))
                .hasSize(1);
        assertThat(people.desk.domains(Visit.CONSOLE).aliases(AliasQuery.ALL, Optional.empty(), 5))
                .hasSize(1);
        mailboxes.setForward("mine0001", List.of(away), true);
        mailboxes.enableForward("mine0001", false);
        mailboxes.removeForward("mine0001");
        assertThat(mailboxes.restoreForward("mine0001").targets()).containsExactly(away);
        mailboxes.setAutoReply("mine0001", "", "away", Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(mailboxes.autoReply("mine0001").orElseThrow().interval()).isEqualTo(Duration.ofMinutes(10));
        mailboxes.removeAutoReply("mine0001");
        mailboxes.restoreAutoReply("mine0001");
        people.desk
                .mailboxes(people.user)
                .setAutoReply("mine0001", "", "away", Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(mailboxes.autoReply("mine0001").orElseThrow().interval()).isEqualTo(Duration.ofDays(1));
        mailboxes.moveSpace("mine", "mine0001", 1 << 19);
        assertThat(mailboxes.find("mine0001").account().quota().bytes()).isEqualTo((1 << 20) + (1 << 19));
        assertThat(refusal(() -> mailboxes.moveSpace("mine", "mine0001", 1 << 20)))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        domains.catchAll(info.domain(), Optional.of(info));
        domains.roleMailbox(info.domain(), Optional.of("mine"));
        Secret made = people.desk.mailboxes(people.user).addAppPassword("mine0001", "phone", Set.of("imap"));
        assertThat(made.reveal()).hasSizeGreaterThan(20);
        assertThat(refusal(() -> mailboxes.addAppPassword("mine0001", "mine", Set.of())))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        long credential = mailboxes.appPasswords("mine0001").getFirst().id();
        assertThat(mailboxes.removeAppPassword("mine0001", credential)).isTrue();
        assertThat(refusal(() -> mailboxes.remove("mine"))).isInstanceOf(DirectoryFailure.BadValue.class);
        mailboxes.remove("mine0001");
        assertThat(mailboxes.page(MailboxQuery.ALL.removedOnes(), Optional.empty(), 5))
                .hasSize(1);
        Account back = mailboxes.restore("mine0001");
        assertThat(back.login().value()).isEqualTo("mine0001");
        people.desk.customers(Visit.CONSOLE).remove(people.mine.name());
        assertThat(people.directory.identify("mine0001")).isEmpty();
        people.desk.customers(Visit.CONSOLE).restore(people.mine.name());
        assertThat(people.directory.identify("mine0001")).isPresent();
        List<String> done =
                new ArrayList<>(remembered().stream().map(AuditEntry::what).toList());
        assertThat(done)
                .contains(
                        "customer restore",
                        "customer remove",
                        "mailbox restore",
                        "mailbox app-password add",
                        "forward restore",
                        "autoreply restore",
                        "alias restore",
                        "mailbox take space");
        assertThat(remembered().toString()).doesNotContain(made.reveal());
    }

    @Test
    default void aNewDomainGetsItsAdministratorAndRoleAddresses() {
        People people = people();
        Customer fresh = people.desk.customers(Visit.CONSOLE).add(NewCustomer.named(new Login("fresh")));
        var domains = people.desk.domains(Visit.CONSOLE);
        SetUp made = domains.setUp(TestDirectory.domain("fresh.example"), fresh.id(), Optional.empty());
        assertThat(made.administrator().login()).isEqualTo(fresh.name());
        assertThat(made.password().orElseThrow().reveal()).isNotEmpty();
        assertThat(made.letter().subject()).contains("fresh.example");
        assertThat(made.letter().text())
                .doesNotContain(made.password().orElseThrow().reveal());
        assertThat(people.visit("fresh").actor()).isInstanceOf(Actor.DomainAdministrator.class);
        for (String role : List.of("abuse", "hostmaster", "postmaster", "webmaster")) {
            assertThat(people.directory.route(EmailAddress.valueOf(role + "@fresh.example")))
                    .isEqualTo(org.tassis.directory.Route.local(made.administrator(), Optional.empty()));
        }
        SetUp second = domains.setUp(TestDirectory.domain("second.example"), fresh.id(), Optional.empty());
        assertThat(second.administrator().id()).isEqualTo(made.administrator().id());
        assertThat(second.password()).isEmpty();
        assertThat(refusal(() -> domains.setUp(
                        TestDirectory.domain("third.example"), CustomerId.HOUSE, Optional.of(new Login("mine")))))
                .isInstanceOf(DirectoryFailure.LoginTaken.class);
        assertThat(people.directory.domain(TestDirectory.domain("third.example")))
                .isEmpty();
        assertThat(domains.setUp(TestDirectory.domain("third.example"), CustomerId.HOUSE, Optional.empty())
                        .administrator()
                        .login()
                        .value())
                .isEqualTo("third0001");
    }

    @Test
    default void aNewPasswordEndsTheSessionsOfThePages() {
        People people = people();
        var access = new org.tassis.directory.access.InMemoryAccess(_ -> Optional.empty());
        Desk desk = new Desk(
                people.directory,
                audit(),
                () -> EVE,
                new org.tassis.directory.desk.Letters(
                        new org.tassis.directory.desk.MailServer("localhost", List.of(), "")),
                (_, _) -> {},
                access);
        var id = people.directory.mailbox("mine0001").account().id();
        for (String key : List.of("a", "b")) {
            access.put(new org.tassis.directory.access.PageSession(
                    key, id, EVE, EVE, EVE.plusSeconds(60), "192.0.2.7", ""));
        }
        assertThat(desk.mailboxes(people.user).sessions("mine0001")).hasSize(2);
        assertThat(desk.mailboxes(people.user).endSessions("mine0001", Optional.of("a")))
                .isEqualTo(1);
        desk.mailboxes(people.administrator).setPassword("mine0001", new Secret("another-word-88"));
        assertThat(desk.mailboxes(people.administrator).sessions("mine0001")).isEmpty();
        assertThat(refusal(() -> desk.mailboxes(people.user).sessions("mine")))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        assertThat(desk.mailboxes(people.user).logins("mine0001", 5)).isEmpty();
    }

    @Test
    default void aSecondFactorIsTakenOffByOthersOnly() {
        People people = people();
        List<String> letters = new ArrayList<>();
        Desk desk = new Desk(
                people.directory,
                audit(),
                () -> EVE,
                new Letters(new MailServer("localhost", List.of(), "")),
                (letter, to) -> letters.add(letter.subject()
                        + letter.text()
                        + (to instanceof Post.To.Postmaster ? " to the postmaster" : "")),
                access());
        var own = desk.own(people.user);
        var id = people.directory.mailbox("mine0001").account().id();
        assertThat(refusal(own::newRecoveryCodes)).isInstanceOf(DirectoryFailure.NotAllowed.class);
        var added = own.addPasskey(Passkey.made(id, "credential", "phone", "localhost", "key", 0, EVE))
                .orElseThrow();
        List<String> recovery = added.recovery().orElseThrow().reveal();
        assertThat(own.addPasskey(Passkey.made(id, "credential", "again", "localhost", "key", 0, EVE)))
                .isEmpty();
        assertThat(own.addPasskey(Passkey.made(id, "another", "key", "localhost", "key", 0, EVE))
                        .orElseThrow()
                        .recovery())
                .isEmpty(); // those before stay good
        assertThat(own.useRecoveryCode("aaaa-bbbb-cccc-dd22")).isFalse();
        assertThat(letters).isEmpty();
        assertThat(own.useRecoveryCode(recovery.getFirst())).isTrue();
        assertThat(own.useRecoveryCode(recovery.getFirst())).isFalse();
        assertThat(own.factors().recovery()).isEqualTo(9);
        assertThat(letters)
                .singleElement()
                .asString()
                .contains("A recovery code of mine0001 was used", "codes that are left: 9");
        assertThat(remembered().getFirst().what()).isEqualTo("own recovery code use");
        assertThat(remembered().getFirst().after().toString()).isEqualTo("{recovery codes=9}");
        letters.clear();
        assertThat(refusal(() -> own.addPasskey(
                        Passkey.made(people.directory.mailbox("mine").account().id(), "c", "n", "s", "k", 0, EVE))))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        long first = own.factors().passkeys().getFirst().id();
        assertThat(own.renamePasskey(first, "old phone")).isTrue();
        assertThat(desk.own(people.administrator).removePasskey(first)).isFalse(); // not the own one
        assertThat(own.removePasskey(first)).isTrue();
        assertThat(own.factors().recovery()).isEqualTo(9);

        assertThat(refusal(() -> desk.mailboxes(people.user).endFactors("mine0001")))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        desk.own(people.administrator)
                .addPasskey(
                        Passkey.made(people.directory.mailbox("mine").account().id(), "boss", "n", "s", "k", 0, EVE));
        assertThat(refusal(() -> desk.mailboxes(people.administrator).endFactors("mine")))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(refusal(() -> desk.mailboxes(people.administrator).endFactors("theirs0001")))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        assertThat(desk.mailboxes(people.administrator).factors("mine0001").any())
                .isTrue();
        assertThat(people.directory.factors().areAsked(id)).isTrue();
        desk.mailboxes(people.administrator).endFactors("mine0001");
        assertThat(people.directory.factors().areAsked(id)).isFalse();
        assertThat(own.factors()).isEqualTo(new Factors.Present(false, List.of(), 0));
        assertThat(letters).singleElement().asString().contains("mine0001", "Ended by: mine");
        assertThat(remembered().getFirst().what()).isEqualTo("mailbox end second factor");
        assertThat(remembered().getFirst().before().toString()).contains("passkeys=key", "recovery codes=9");
        assertThat(remembered().toString()).doesNotContain(recovery.get(1));

        var operators = desk.operators(Visit.CONSOLE);
        operators.add(new Login("operator"), "Op", new Secret("not-a-word-77"));
        Visit operator = people.visit("operator");
        var operatorId =
                people.directory.operators().of(new Login("operator")).account().id();
        letters.clear();
        List<String> ofOperator = desk.own(operator)
                .addPasskey(Passkey.made(operatorId, "of an operator", "n", "s", "k", 0, EVE))
                .orElseThrow()
                .recovery()
                .orElseThrow()
                .reveal();
        assertThat(desk.own(operator).useRecoveryCode(ofOperator.getFirst())).isTrue();
        assertThat(letters).singleElement().asString().contains("operator", "to the postmaster");
        assertThat(refusal(() -> desk.operators(operator).endFactors(new Login("operator"))))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        operators.endFactors(new Login("operator"));
        assertThat(people.directory.factors().areAsked(operatorId)).isFalse();
    }

    @Test
    default void tokensActAsTheirOwnersAndAreRemembered() throws Exception {
        People people = people();
        TokenScopes scopes = TokenScopes.parse("mailboxes:write").orElseThrow();
        TokenDesk.Made made =
                people.desk.tokens(people.administrator).add(Optional.empty(), "billing", scopes, Duration.ofDays(1));
        assertThat(made.secret().reveal()).matches("tassis_[0-9a-zA-Z]{46}");
        InetAddress here = InetAddress.getByName("192.0.2.1");
        assertThat(people.desk.tokenCheck().check(made.secret(), here))
                .isInstanceOfSatisfying(TokenCheck.Outcome.Granted.class, granted -> {
                    assertThat(granted.actor()).isEqualTo(people.administrator.actor());
                    assertThat(granted.token().scopes()).isEqualTo(scopes);
                });
        ApiToken used = people.desk.tokens(people.administrator).page(0, 10).getFirst();
        assertThat(used).isEqualTo(made.token().usedAt(EVE, "192.0.2.1"));

        assertThat(refusal(
                        () -> people.desk.tokens(people.user).add(Optional.empty(), "x", scopes, Duration.ofDays(1))))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(refusal(() -> people.desk.tokens(people.visit("theirs")).remove(used.id())))
                .isEqualTo(new DirectoryFailure.NoSuchToken(used.id()));
        assertThat(people.desk.tokens(people.visit("theirs")).page(0, 10)).isEmpty();
        assertThat(refusal(() -> people.desk
                        .tokens(people.administrator)
                        .add(Optional.of("theirs"), "x", scopes, Duration.ofDays(1))))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(refusal(() -> people.desk
                        .tokens(Visit.CONSOLE)
                        .add(Optional.of("mine0001"), "x", scopes, Duration.ofDays(1))))
                .isInstanceOf(DirectoryFailure.BadValue.class);

        // who administers no longer lets no program administer
        people.directory.customers().changeAdministrator(people.mine.id(), Optional.empty());
        assertThat(people.desk.tokenCheck().check(made.secret(), here)).isInstanceOf(TokenCheck.Outcome.Refused.class);
        people.desk.tokens(Visit.CONSOLE).remove(used.id());
        assertThat(remembered()).extracting(AuditEntry::what).startsWith("token remove", "token add");
        assertThat(remembered().toString()).doesNotContain(made.secret().reveal());
        assertThat(people.desk.tokens(Visit.CONSOLE).page(0, 10)).isEmpty();
    }

    @Test
    default void guessingTokensIsSlowedAndWhoIsRightGetsInAllTheSame() throws Exception {
        People people = people();
        InetAddress there = InetAddress.getByName("192.0.2.9");
        TokenDesk.Made made = people.desk
                .tokens(people.administrator)
                .add(Optional.empty(), "billing", TokenScopes.ALL, Duration.ofDays(1));
        TokenCheck check = people.desk.tokenCheck();
        assertThat(check.check(made.secret(), there)).isInstanceOf(TokenCheck.Outcome.Granted.class);
        for (int i = 0; i < 30; i++) {
            assertThat(check.check(new Secret("tassis_no"), there)).isInstanceOf(TokenCheck.Outcome.Refused.class);
        }
        assertThat(check.check(new Secret("tassis_no"), there)).isInstanceOf(TokenCheck.Outcome.Slow.class);
        assertThat(check.check(new Secret("tassis_no"), InetAddress.getByName("192.0.2.10")))
                .isInstanceOf(TokenCheck.Outcome.Refused.class);
        assertThat(check.check(made.secret(), there)).isInstanceOf(TokenCheck.Outcome.Granted.class);
    }
}
