package org.tassis.directory;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Authenticator.Outcome;

@Timeout(30)
class CredentialAuthenticatorTest {
    private static final String RIGHT = "seven small ducks";
    private static final String WRONG = "eight small ducks";
    private static final AuthenticatorSettings SETTINGS =
            AuthenticatorSettings.DEFAULT.withParallel(4, 100).withSleepers(100, 50);

    private final TestClock clock = new TestClock();
    private final CountingRecords counting = new CountingRecords();
    private final PlainHash hash = new PlainHash();
    private final List<Long> pauses = Collections.synchronizedList(new ArrayList<>());
    private final Directory directory =
            new Directory(counting.records, hash, new PasswordRules(0), clock, DirectorySettings.DEFAULT);
    private Account ann;
    private Account bob;
    private CredentialAuthenticator authenticator = with(SETTINGS);

    private CredentialAuthenticator with(AuthenticatorSettings settings) {
        return new CredentialAuthenticator(directory, hash, settings, clock, pause -> pauses.add(pause.toSeconds()));
    }

    @BeforeEach
    void people() {
        directory.addDomain(new DomainName("example.org"));
        ann = mailbox("ann", "ann@example.org", "info@example.org", "a+b@example.org");
        bob = mailbox("bob", "bob@example.org");
    }

    private Account mailbox(String login, String... addresses) {
        return directory.addMailbox(
                NewAccount.named(new Login(login))
                        .withAddresses(List.of(addresses).stream()
                                .map(EmailAddress::valueOf)
                                .toList()),
                Optional.of(new Secret(RIGHT)));
    }

    @Test
    void theLoginAndEveryOwnAddressAreGoodNames() {
        for (String name : List.of("ann", "ANN", " ann ", "ann@example.org", "Info@EXAMPLE.org", "a+b@example.org")) {
            assertThat(login(name, RIGHT)).as(name).isEqualTo(new Outcome.Granted(ann));
        }
        for (String name : List.of(
                "",
                "@",
                "ann@",
                "info+x@example.org",
                "ann@example.net",
                "ann@bob",
                "nobody",
                "\0",
                "x".repeat(100_000))) {
            assertThat(login(name, RIGHT)).as(name).isEqualTo(new Outcome.Refused());
        }
    }

    @Test
    void operatorsAndCustomersNamesAreGoodForAdministrationOnly() {
        Login operator = new Login("operator");
        Secret secret = new Secret(RIGHT);
        Account op =
                directory.operators().add(operator, "", directory.operators().prepare(operator, "", secret));
        Customer acme = directory.customers().add(NewCustomer.named(new Login("acme")));
        Account boss =
                directory.addMailbox(NewAccount.named(new Login("boss")).of(acme.id()), Optional.of(new Secret(RIGHT)));
        directory.customers().changeAdministrator(acme.id(), Optional.of(boss.id()));
        assertThat(by("admin", "operator", RIGHT)).isEqualTo(new Outcome.Granted(op));
        assertThat(by("admin", "acme", RIGHT)).isEqualTo(new Outcome.Granted(boss));
        assertThat(by("admin", "boss", RIGHT)).isEqualTo(new Outcome.Granted(boss));
        assertThat(by("admin", "ann@example.org", RIGHT)).isEqualTo(new Outcome.Granted(ann));
        for (String protocol : List.of("imap", "pop3", "smtp", "webmail")) {
            assertThat(by(protocol, "operator", RIGHT)).isEqualTo(new Outcome.Refused());
            assertThat(by(protocol, "acme", RIGHT)).isEqualTo(new Outcome.Refused());
        }
        String app = directory
                .credentials()
                .addAppPassword(boss.id(), "phone", Set.of())
                .reveal();
        assertThat(by("imap", "boss", app)).isEqualTo(new Outcome.Granted(boss));
        assertThat(by("admin", "boss", app)).isEqualTo(new Outcome.Refused());
    }

    private Outcome by(String protocol, String name, String password) {
        return authenticator.authenticate(name, new Secret(password), InetAddress.getLoopbackAddress(), protocol);
    }

    @Test
    void everyUseOfACredentialIsHeardOf() {
        List<String> heard = new ArrayList<>();
        authenticator = new CredentialAuthenticator(
                directory,
                hash,
                SETTINGS,
                clock,
                _ -> {},
                (credential, protocol, _) -> heard.add(credential + " " + protocol));
        long password = directory.credentials().of(ann.id()).getFirst().id();
        by("imap", "ann", RIGHT);
        by("pop3", "ann", RIGHT); // from memory
        by("pop3", "ann", "wrong");
        assertThat(heard).containsExactly(password + " imap", password + " pop3");
    }

    @Test
    void anAddressOfARemovedDomainIsNoName() {
        directory.addDomain(new DomainName("example.net"));
        Account carl = mailbox("carl", "carl@example.net");
        assertThat(login("carl@example.net", RIGHT)).isEqualTo(new Outcome.Granted(carl));
        counting.behind.changeAccount(carl.id(), record -> record.withRemoved(Optional.of(clock.instant())));
        directory.removeDomain(new DomainName("example.net"));
        counting.behind.changeAccount(carl.id(), record -> record.withRemoved(Optional.empty()));
        clock.pass(Duration.ofMinutes(2));
        assertThat(login("carl@example.net", RIGHT)).isEqualTo(new Outcome.Refused());
        assertThat(login("carl", RIGHT)).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void passwordsThatCannotBeAreWrongAndNothingElse() {
        for (String password : List.of("", "x".repeat(100_000), "a\0b", "\ud800", WRONG)) {
            assertThat(login("ann", password)).isEqualTo(new Outcome.Refused());
        }
    }

    @Test
    void aPasswordIsTheSameFromEveryKeyboard() {
        directory.credentials().setPassword(ann.id(), new Secret("cr\u00e8me br\u00fbl\u00e9e"));
        assertThat(login("ann", "cre\u0300me bru\u0302le\u0301e")).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void anUnknownNameCostsAsMuchAsAKnownOne() {
        login("nobody", WRONG);
        assertThat(hash.verifications.get()).isEqualTo(1);
        login("ann", WRONG);
        assertThat(hash.verifications.get()).isEqualTo(2);
        Account empty = directory.addMailbox(NewAccount.named(new Login("empty")), Optional.empty());
        assertThat(login(empty.login().value(), "")).isEqualTo(new Outcome.Refused());
        assertThat(hash.verifications.get()).isEqualTo(3);
    }

    @Test
    void aPasswordThatWasRightNeedsNoVerificationForAWhile() {
        for (int i = 0; i < 500; i++) {
            assertThat(login(i % 2 == 0 ? "ann" : "info@example.org", RIGHT)).isInstanceOf(Outcome.Granted.class);
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(hash.verifications.get()).isEqualTo(1);
        clock.pass(Duration.ofMinutes(10));
        login("ann", RIGHT);
        assertThat(hash.verifications.get()).isEqualTo(2);
        assertThat(login("bob", RIGHT)).isEqualTo(new Outcome.Granted(bob));
        assertThat(hash.verifications.get()).isEqualTo(3);
    }

    @Test
    void aChangedPasswordCountsAtOnce() {
        login("ann", RIGHT);
        directory.credentials().setPassword(ann.id(), new Secret("nine small ducks"));
        assertThat(login("ann", RIGHT)).isEqualTo(new Outcome.Refused());
        assertThat(login("ann", "nine small ducks")).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void aPasswordChangedOnAnotherNodeCountsSoon() {
        login("ann", RIGHT);
        counting.behind.setPassword(ann.id(), hash.hash("nine small ducks"), clock.instant());
        clock.pass(DirectorySettings.DEFAULT.cacheTime().plusSeconds(1));
        assertThat(login("ann", RIGHT)).isEqualTo(new Outcome.Refused());
        assertThat(login("ann", "nine small ducks")).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void aDisabledOrRemovedAccountIsShutAtOnce() {
        login("ann", RIGHT);
        directory.changeMailbox(ann.id(), List.of(new MailboxChange.Enabled(false)));
        assertThat(login("ann", RIGHT)).isEqualTo(new Outcome.Disabled());
        assertThat(login("ann", WRONG)).isEqualTo(new Outcome.Refused());
        directory.removeMailbox(ann.id());
        assertThat(login("ann", RIGHT)).isEqualTo(new Outcome.Refused());
        directory.restoreMailbox("ann");
        directory.changeMailbox(ann.id(), List.of(new MailboxChange.Enabled(true)));
        assertThat(login("ann", RIGHT)).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void anOldHashIsRenewedAtLogin() {
        hash.version = "2";
        assertThat(login("ann", WRONG)).isEqualTo(new Outcome.Refused());
        assertThat(stored()).startsWith("1:");
        assertThat(login("ann", RIGHT)).isInstanceOf(Outcome.Granted.class);
        assertThat(stored()).startsWith("2:");
        int before = hash.verifications.get();
        assertThat(login("ann", RIGHT)).isInstanceOf(Outcome.Granted.class);
        assertThat(hash.verifications.get()).isEqualTo(before);
    }

    private String stored() {
        return counting.behind.credentials(ann.id()).getFirst().hash();
    }

    @Test
    void anAppPasswordOpensWhatItIsFor() {
        Secret phone = directory.credentials().addAppPassword(ann.id(), "Phone", Set.of("imap", "smtp"));
        Secret anywhere = directory.credentials().addAppPassword(ann.id(), "Copier", Set.of());
        assertThat(login("ann", phone.reveal(), "imap")).isInstanceOf(Outcome.Granted.class);
        assertThat(login("ann", phone.reveal(), "imap")).isInstanceOf(Outcome.Granted.class);
        assertThat(login("ann", phone.reveal(), "pop3")).isEqualTo(new Outcome.Refused());
        assertThat(login("ann", anywhere.reveal(), "pop3")).isInstanceOf(Outcome.Granted.class);
        assertThat(login("bob", anywhere.reveal(), "pop3")).isEqualTo(new Outcome.Refused());
        assertThat(login("ann", RIGHT, "pop3")).isInstanceOf(Outcome.Granted.class);
        assertThat(hash.verifications.get()).isEqualTo(5);
        long id = directory.credentials().of(ann.id()).stream()
                .filter(credential -> credential.label().equals("Phone"))
                .findFirst()
                .orElseThrow()
                .id();
        directory.credentials().removeAppPassword(ann.id(), id);
        assertThat(login("ann", phone.reveal(), "imap")).isEqualTo(new Outcome.Refused());
    }

    @Test
    void withASecondFactorThePasswordOpensPagesAlone() {
        Secret phone = directory.credentials().addAppPassword(ann.id(), "Phone", Set.of());
        assertThat(login("ann", RIGHT)).isInstanceOf(Outcome.Granted.class);
        directory.factors().setCodes(ann.id(), new SecondFactor("sealed", clock.instant(), 1));
        for (String protocol : List.of("imap", "pop3", "smtp", "managesieve")) {
            assertThat(by(protocol, "ann", RIGHT)).as(protocol).isEqualTo(new Outcome.AppPasswordNeeded()); // at once
            assertThat(by(protocol, "ann", WRONG)).as(protocol).isEqualTo(new Outcome.Refused());
            assertThat(by(protocol, "ann", phone.reveal())).as(protocol).isInstanceOf(Outcome.Granted.class);
        }
        for (String protocol : List.of("webmail", "admin")) {
            assertThat(by(protocol, "ann", RIGHT)).as(protocol).isInstanceOf(Outcome.Granted.class);
        }
        assertThat(by("imap", "bob", RIGHT)).isInstanceOf(Outcome.Granted.class);
        directory.changeMailbox(ann.id(), List.of(new MailboxChange.Enabled(false)));
        assertThat(by("imap", "ann", RIGHT)).isEqualTo(new Outcome.Disabled());
        directory.changeMailbox(ann.id(), List.of(new MailboxChange.Enabled(true)));
        directory.factors().endCodes(ann.id());
        assertThat(by("imap", "ann", RIGHT)).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void aProgramThatKeepsTryingThePasswordIsNotSlowedDownAndNotAtHome() {
        List<String> used = new ArrayList<>();
        authenticator = new CredentialAuthenticator(
                directory,
                hash,
                SETTINGS,
                clock,
                pause -> pauses.add(pause.toSeconds()),
                (_, protocol, _) -> used.add(protocol));
        directory.factors().setCodes(ann.id(), new SecondFactor("sealed", clock.instant(), 1));
        for (int i = 0; i < 40; i++) {
            assertThat(login("ann", RIGHT)).isEqualTo(new Outcome.AppPasswordNeeded());
        }
        assertThat(pauses).isEmpty();
        assertThat(used).isEmpty();
        for (int i = 0; i < 4; i++) { // as from anywhere else
            login("ann", WRONG + i);
        }
        assertThat(pauses).isNotEmpty();
    }

    @Test
    void failuresForAnAccountSlowDownWithoutLockingOut() {
        for (int i = 0; i < 10; i++) {
            assertThat(login("ann", WRONG + i, "imap", "198.51.100." + i)).isEqualTo(new Outcome.Refused());
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(login("ann", RIGHT, "imap", "203.0.113.9")).isInstanceOf(Outcome.Granted.class);
        assertThat(pauses).hasSize(8).endsWith(30L);
        assertThat(login("bob", RIGHT, "imap", "203.0.113.9")).isInstanceOf(Outcome.Granted.class);
        assertThat(pauses).hasSize(8);
    }

    @Test
    void guessingUnderOtherNamesOfOneAccountIsCountedTogether() {
        login("ann", WRONG);
        login("info@example.org", WRONG + 1);
        login("ANN@example.org", WRONG + 2);
        login("ann", WRONG + 3);
        assertThat(pauses).containsExactly(1L);
    }

    @Test
    void anUnknownNameIsSlowedLikeAKnownOne() {
        for (int i = 0; i < 5; i++) {
            login("nobody", WRONG + i, "imap", "198.51.100." + i);
        }
        assertThat(pauses).containsExactly(1L, 2L);
    }

    @Test
    void failuresAreForgivenWithTime() {
        for (int i = 0; i < 6; i++) {
            login("ann", WRONG + i, "imap", "198.51.100." + i);
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L);
        clock.pass(SETTINGS.forgiveAfter().multipliedBy(6));
        login("ann", WRONG);
        assertThat(pauses).hasSize(3);
    }

    @Test
    void anAccountIsNotSlowedWhereItIsAtHome() {
        login("ann", RIGHT, "imap", "192.0.2.1");
        for (int i = 0; i < 20; i++) {
            login("ann", WRONG + i, "imap", "198.51.100." + i);
        }
        pauses.clear();
        clock.pass(Duration.ofMinutes(11)); // the password is no longer remembered
        assertThat(login("ann", RIGHT, "imap", "192.0.2.1")).isInstanceOf(Outcome.Granted.class);
        assertThat(pauses).isEmpty();
        for (int i = 0; i < 5; i++) {
            login("ann", WRONG + i, "imap", "192.0.2.1");
        }
        assertThat(pauses).containsExactly(1L, 2L);
        clock.pass(Duration.ofMinutes(11));
        assertThat(login("ann", RIGHT, "imap", "192.0.2.1")).isInstanceOf(Outcome.Granted.class);
        login("ann", WRONG, "imap", "192.0.2.1");
        assertThat(pauses).hasSize(3);
    }

    @Test
    void aNetworkThatGuessesManyNamesIsSlowed() {
        for (int i = 0; i < 12; i++) {
            login("guess" + i, WRONG, "imap", "198.51.100.7");
        }
        assertThat(pauses).containsExactly(1L, 2L);
        login("other", WRONG, "imap", "198.51.100.8");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void anIpv6SubscriberIsOneNetwork() {
        for (int i = 0; i < 12; i++) {
            login("guess" + i, WRONG, "imap", "2001:db8:1:2::" + i);
        }
        assertThat(pauses).containsExactly(1L, 2L);
        login("other", WRONG, "imap", "2001:db8:1:3::1");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void anOfficeBehindOneAddressIsNotLockedOut() {
        login("ann", RIGHT, "imap", "192.0.2.1");
        login("bob", RIGHT, "imap", "192.0.2.1");
        for (int i = 0; i < 29; i++) {
            login("guess" + i, WRONG, "imap", "192.0.2.1");
        }
        assertThat(pauses).isEmpty();
        for (int i = 29; i < 50; i++) {
            login("guess" + i, WRONG, "imap", "192.0.2.1");
        }
        assertThat(pauses).isNotEmpty();
        pauses.clear();
        clock.pass(Duration.ofMinutes(11));
        assertThat(login("ann", RIGHT, "imap", "192.0.2.1")).isInstanceOf(Outcome.Granted.class);
        assertThat(pauses).isEmpty();
    }

    @Test
    void manyGuessesAtOnceGainNothing() throws Exception {
        List<Outcome> outcomes = atOnce(20, i -> login("ann", WRONG + i, "imap", "198.51.100." + i));
        assertThat(outcomes).containsOnly(new Outcome.Refused());
        assertThat(pauses).hasSize(17).contains(1L, 2L, 4L, 8L, 16L, 30L);
    }

    @Test
    void whoIsDelayedIsBounded() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch sleeping = new CountDownLatch(2);
        authenticator = new CredentialAuthenticator(directory, hash, SETTINGS.withSleepers(100, 2), clock, _ -> {
            sleeping.countDown();
            release.await();
        });
        for (int i = 0; i < 3; i++) {
            login("ann", WRONG + i);
        }
        int before = hash.verifications.get();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Outcome> one = threads.submit(() -> login("ann", "guess one"));
            Future<Outcome> two = threads.submit(() -> login("ann", "guess two"));
            sleeping.await();
            assertThat(login("ann", "guess three")).isEqualTo(new Outcome.Unavailable());
            assertThat(hash.verifications.get()).isEqualTo(before);
            release.countDown();
            assertThat(one.get()).isEqualTo(new Outcome.Refused());
            assertThat(two.get()).isEqualTo(new Outcome.Refused());
        }
        assertThat(login("ann", "guess three")).isEqualTo(new Outcome.Refused());
    }

    @Test
    void equalLoginsAtOnceAreVerifiedOnce() throws Exception {
        CountDownLatch verifying = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        PlainHash slow = slow(verifying, release);
        authenticator = new CredentialAuthenticator(directory, slow, SETTINGS, clock, _ -> {});
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> logins = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                logins.add(threads.submit(() -> login("ann", RIGHT)));
            }
            verifying.await();
            release.countDown();
            for (Future<Outcome> outcome : logins) {
                assertThat(outcome.get()).isInstanceOf(Outcome.Granted.class);
            }
        }
        assertThat(slow.verifications.get()).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void verificationsAreBoundedAndSoIsTheQueueBeforeThem() throws Exception {
        CountDownLatch verifying = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        authenticator = new CredentialAuthenticator(
                directory, slow(verifying, release), SETTINGS.withParallel(1, 0), clock, _ -> {});
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Outcome> first = threads.submit(() -> login("ann", RIGHT));
            verifying.await();
            assertThat(login("bob", RIGHT)).isEqualTo(new Outcome.Unavailable());
            release.countDown();
            assertThat(first.get()).isInstanceOf(Outcome.Granted.class);
        }
        assertThat(login("bob", RIGHT)).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void whoWaitsForAVerificationWaitsNotForEver() throws Exception {
        CountDownLatch verifying = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        authenticator = new CredentialAuthenticator(
                directory,
                slow(verifying, release),
                SETTINGS.withParallel(1, 10).withPatience(Duration.ofMillis(1)),
                clock,
                _ -> {});
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Outcome> first = threads.submit(() -> login("ann", RIGHT));
            verifying.await();
            assertThat(login("bob", RIGHT)).isEqualTo(new Outcome.Unavailable());
            release.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Granted.class);
        }
    }

    private static PlainHash slow(CountDownLatch verifying, CountDownLatch release) {
        return new PlainHash() {
            @Override
            public boolean verify(String password, String stored) {
                verifying.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.verify(password, stored);
            }
        };
    }

    @Test
    void aDirectoryThatCannotBeReadIsUnavailable() {
        counting.broken.set(true);
        assertThat(login("ann", RIGHT)).isEqualTo(new Outcome.Unavailable());
        counting.broken.set(false);
        assertThat(login("ann", RIGHT)).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void anInterruptEndsTheDelay() {
        authenticator = new CredentialAuthenticator(directory, hash, SETTINGS, clock, _ -> {
            throw new InterruptedException();
        });
        for (int i = 0; i < 3; i++) {
            login("ann", WRONG + i);
        }
        assertThat(login("ann", RIGHT)).isEqualTo(new Outcome.Unavailable());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void failuresAreLoggedWithoutSecretsAndNotWithoutEnd() {
        Logger logger = (Logger) LoggerFactory.getLogger(CredentialAuthenticator.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            for (int i = 0; i < 100; i++) {
                login("ann", WRONG + i);
                login(RIGHT.replace(" ", "-"), "ann"); // fields exchanged
            }
            clock.pass(Duration.ofSeconds(1));
            login("bob", WRONG);
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(7)
                .contains(
                        "Login failed: wrong password for ann, imap from 192.0.2.1",
                        "Login failed: unknown name, imap from 192.0.2.1",
                        "195 more failed logins in one second",
                        "Login failed: wrong password for bob, imap from 192.0.2.1")
                .noneMatch(line -> line.contains("ducks"));
    }

    private Outcome login(String name, String password) {
        return login(name, password, "imap");
    }

    private Outcome login(String name, String password, String protocol) {
        return login(name, password, protocol, "192.0.2.1");
    }

    private Outcome login(String name, String password, String protocol, String client) {
        try {
            return authenticator.authenticate(name, new Secret(password), InetAddress.getByName(client), protocol);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<Outcome> atOnce(int count, java.util.function.IntFunction<Outcome> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                running.add(threads.submit(() -> call.apply(number)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> one : running) {
                outcomes.add(one.get());
            }
            return outcomes;
        }
    }
}
