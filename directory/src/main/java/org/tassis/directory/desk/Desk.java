package org.tassis.directory.desk;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.InMemoryAccess;

/// Where everybody who changes something comes. What a visit asks for is done when its actor may ({@link
/// Rights}) and the rules allow it ({@link Directory}); then it is in the audit log, with what was before
/// and after. All of that is one transaction. Any thread.
public final class Desk {
    private final Directory directory;
    private final AuditRecords audit;
    private final InstantSource clock;
    private final Letters letters;
    private final Post post;
    private final AccessRecords access;
    private final TokenCheck tokenCheck;

    /// One that sends no letters, and knows of no logins.
    public Desk(Directory directory, AuditRecords audit, InstantSource clock) {
        this(
                directory,
                audit,
                clock,
                new Letters(new MailServer("localhost", List.of(), "")),
                (_, _) -> {},
                new InMemoryAccess(_ -> Optional.empty()));
    }

    public Desk(
            Directory directory,
            AuditRecords audit,
            InstantSource clock,
            Letters letters,
            Post post,
            AccessRecords access) {
        this.access = access;
        this.directory = directory;
        this.audit = audit;
        this.clock = clock;
        this.letters = letters;
        this.post = post;
        this.tokenCheck = new TokenCheck(this, access, clock);
    }

    /// For the questions that everybody may ask, and those of the engines. Changes are made here.
    public Directory directory() {
        return directory;
    }

    /// What who logged in is: an operator, the administrator of a customer, or somebody with a mailbox.
    ///
    /// @param record as {@link Directory#identifyAdministrator} found it
    public Actor actor(AccountRecord record) {
        if (!record.isMailbox()) {
            return new Actor.Operator(record.account().login().value());
        }
        boolean administers = directory
                .customers()
                .find(record.customer())
                .flatMap(Customer::administrator)
                .filter(record.account().id()::equals)
                .isPresent();
        return administers
                ? new Actor.DomainAdministrator(record.account(), record.customer())
                : new Actor.MailboxUser(record.account(), record.customer());
    }

    public MailboxDesk mailboxes(Visit by) {
        return new MailboxDesk(acts(by), letters, post, access);
    }

    public DomainDesk domains(Visit by) {
        return new DomainDesk(acts(by), letters, post);
    }

    public CustomerDesk customers(Visit by) {
        return new CustomerDesk(acts(by));
    }

    public OperatorDesk operators(Visit by) {
        return new OperatorDesk(acts(by), access);
    }

    public TokenDesk tokens(Visit by) {
        return new TokenDesk(acts(by), access);
    }

    /// Who is logged in to the pages.
    public BrowserDesk browsers(Visit by) {
        return new BrowserDesk(server(by), directory, access, acts(by).clock());
    }

    /// What is of the server itself, outside the directory.
    public ServerDesk server(Visit by) {
        return new ServerDesk(acts(by));
    }

    /// Lets programs in by their tokens.
    public TokenCheck tokenCheck() {
        return tokenCheck;
    }

    public OwnDesk own(Visit by) {
        return new OwnDesk(acts(by), access, letters, post);
    }

    /// Sessions of pages, second factors, logins.
    public AccessRecords access() {
        return access;
    }

    /// What was done, newest first, to be read page by page: all of it for operators, on what is their
    /// customer's for administrators.
    ///
    /// @param before the last id of the page before
    public List<AuditEntry> audit(Visit by, AuditQuery query, OptionalLong before, int limit) {
        Acts acts = acts(by);
        Optional<CustomerId> horizon = acts.horizon();
        if (horizon.isPresent()) {
            acts.may(Action.CustomerAct.SEE_AUDIT, horizon.get());
        } else {
            acts.may(Action.ServerAct.SEE_EVERYTHING);
        }
        return audit.page(horizon.map(query::of).orElse(query), before, limit);
    }

    private Acts acts(Visit by) {
        return new Acts(directory, audit, clock, by);
    }
}
