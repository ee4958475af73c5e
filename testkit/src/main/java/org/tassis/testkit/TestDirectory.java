package org.tassis.testkit;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.directory.AuthenticatorSettings;
import org.tassis.directory.CredentialAuthenticator;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DirectorySettings;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.NewAccount;
import org.tassis.directory.PasswordRules;
import org.tassis.directory.access.InMemoryAccess;
import org.tassis.directory.desk.AuditRecords;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.InMemoryAudit;
import org.tassis.directory.desk.Letters;
import org.tassis.directory.desk.MailServer;

/// A real directory with people in it, in memory and without slow hashing:
///
/// | login | password           | addresses                                | domain is |
/// |-------|--------------------|------------------------------------------|-----------|
/// | `ann` | {@link #ANN_PASSWORD} | `ann@example.org`, `info@example.org` | on        |
/// | `bob` | {@link #BOB_PASSWORD} | `bob@example.org`                     | on        |
///
/// Failed logins are not delayed. Any thread.
public final class TestDirectory {
    public static final String ANN_PASSWORD = "ann-likes-42-trains";
    public static final String BOB_PASSWORD = "bob-grows-7-apples";

    public final DirectoryRecords records;
    public final Directory directory;
    public final AuditRecords audit = new InMemoryAudit();
    public final Desk desk;
    public final Authenticator authenticator;
    public final Account ann;
    public final Account bob;

    public TestDirectory() {
        this(new InMemoryDirectoryRecords(), InstantSource.system());
    }

    public TestDirectory(DirectoryRecords records, InstantSource clock) {
        this.records = records;
        QuickHash hash = new QuickHash();
        directory = new Directory(records, hash, new PasswordRules(0), clock, DirectorySettings.DEFAULT);
        desk = new Desk(
                directory,
                audit,
                clock,
                new Letters(new MailServer("localhost", List.of(), "")),
                (_, _) -> {},
                new InMemoryAccess(this::owner));
        authenticator = new CredentialAuthenticator(
                directory, hash, AuthenticatorSettings.DEFAULT.withParallel(8, 10_000), clock, _ -> {});
        directory.addDomain(domain("example.org"));
        ann = add("ann", ANN_PASSWORD, "ann@example.org", "info@example.org");
        bob = add("bob", BOB_PASSWORD, "bob@example.org");
    }

    /// Adds a mailbox of 3 GB.
    ///
    /// @param addresses the first is the primary one
    public Account add(String login, String password, String... addresses) {
        List<EmailAddress> all =
                Arrays.stream(addresses).map(EmailAddress::valueOf).toList();
        NewAccount account = NewAccount.named(new Login(login)).withAddresses(all);
        return directory.addMailbox(
                all.isEmpty() ? account : account.withPrimary(all.getFirst()), Optional.of(new Secret(password)));
    }

    private Optional<AccountId> owner(long credential) {
        return Stream.of(ann, bob)
                .map(Account::id)
                .filter(id -> directory.credentials().of(id).stream().anyMatch(one -> one.id() == credential))
                .findFirst();
    }

    /// The account as it is now.
    public Account now(Account account) {
        return directory.account(account.id()).orElseThrow();
    }

    public Account change(Account account, MailboxChange... changes) {
        return directory.changeMailbox(account.id(), List.of(changes));
    }

    public Account limit(Account account, Quota quota) {
        return change(account, new MailboxChange.Limit(quota));
    }

    public Account enable(Account account, boolean enabled) {
        return change(account, new MailboxChange.Enabled(enabled));
    }

    public static DomainName domain(String name) {
        return DomainName.parse(name).orElseThrow(() -> new IllegalArgumentException("not a domain: " + name));
    }
}
