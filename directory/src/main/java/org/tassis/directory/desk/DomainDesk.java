package org.tassis.directory.desk;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Alias;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.NewAccount;
import org.tassis.directory.PreparedPassword;

/// What one visit does to domains, and to the aliases in them. What is not the visitor's is as if it were
/// not there. All methods throw {@link DirectoryException} with the failures of {@link Directory}, and
/// NotAllowed.
public final class DomainDesk {
    private final Acts acts;
    private final Directory directory;
    private final Letters letters;
    private final Post post;

    DomainDesk(Acts acts, Letters letters, Post post) {
        this.acts = acts;
        this.letters = letters;
        this.post = post;
        this.directory = acts.directory();
    }

    // ---- domains ----

    /// One that exists.
    public MailDomain find(DomainName name) {
        return mine(directory.mailDomain(name), Action.CustomerAct.SEE);
    }

    /// In order of their names, to be read page by page.
    ///
    /// @param after the last name of the page before
    public List<MailDomain> page(DomainQuery query, Optional<DomainName> after, int limit) {
        acts.may(Action.CustomerAct.SEE, acts.horizon().orElse(CustomerId.HOUSE));
        return directory.domains(acts.horizon().map(query::of).orElse(query), after, limit);
    }

    public MailDomain add(DomainName name, CustomerId customer) {
        return act("domain add", () -> {
            acts.may(Action.CustomerAct.ADD_DOMAIN, customer);
            return directory.addDomain(name, customer);
        });
    }

    /// Adds a domain with all that belongs to it: the role addresses lead to the mailbox of the customer's
    /// administrator, which is made, with a generated password, when there is none yet. All of it or nothing.
    ///
    /// @param login of an administrator to be made; empty: the customer's name, or the next number of the
    ///     domain
    public SetUp setUp(DomainName name, CustomerId owner, Optional<Login> login) {
        acts.may(Action.CustomerAct.ADD_DOMAIN, owner);
        Customer customer = directory
                .customers()
                .find(owner)
                .orElseThrow(
                        () -> new DirectoryException(new DirectoryFailure.NoSuchCustomer("number " + owner.value())));
        Optional<Account> known = customer.administrator().flatMap(directory::account);
        Secret password = directory.credentials().generatePassword();
        NewAccount wanted = NewAccount.named(
                        login.orElseGet(() -> customer.isHouse() ? directory.suggestLogin(name) : customer.name()))
                .of(owner)
                .withLanguage(customer.language());
        Optional<PreparedPassword> prepared = known.isPresent()
                ? Optional.empty()
                : Optional.of(directory.credentials().prepare(password, wanted));
        return directory.together(() -> {
            add(name, owner);
            Account administrator = known.orElseGet(() -> administrator(customer, wanted, name, prepared));
            MailDomain domain =
                    roleMailbox(name, Optional.of(administrator.login().value()));
            return new SetUp(
                    domain,
                    administrator,
                    known.isPresent() ? Optional.empty() : Optional.of(password),
                    letters.setUp(name, administrator));
        });
    }

    private Account administrator(
            Customer customer, NewAccount wanted, DomainName name, Optional<PreparedPassword> password) {
        NewAccount account = EmailAddress.of(wanted.login().value(), name.ascii())
                .map(wanted::withPrimary)
                .orElse(wanted);
        return acts.act(() -> {
            AccountRecord made = directory.addPrepared(account, password);
            if (!customer.isHouse()) {
                directory
                        .customers()
                        .changeAdministrator(
                                customer.id(), Optional.of(made.account().id()));
            }
            return new Acts.Done<>(
                    made.account(),
                    "mailbox add",
                    made.account().login().value(),
                    Optional.of(customer.id()),
                    Facts.NONE,
                    Facts.of(made));
        });
    }

    /// Writes to the administrator what was set up.
    ///
    /// @param to empty: into the administrator's mailbox
    public void tell(SetUp made, Optional<EmailAddress> to) {
        mine(made.domain(), Action.CustomerAct.ADD_DOMAIN);
        post.send(
                made.letter(),
                to.<Post.To>map(Post.To.Address::new)
                        .orElseGet(
                                () -> new Post.To.Mailbox(made.administrator().id())));
    }

    /// A domain all of whose addresses mean those of another domain of the same customer.
    public MailDomain addAlias(DomainName name, DomainName of) {
        return act("domain add", () -> {
            mine(directory.mailDomain(of), Action.CustomerAct.ADD_DOMAIN);
            return directory.addDomainAlias(name, of);
        });
    }

    private MailDomain act(String what, Supplier<MailDomain> adding) {
        return acts.act(() -> {
            MailDomain made = adding.get();
            return done(made, what, made, Facts.NONE, Facts.of(made));
        });
    }

    public MailDomain enable(DomainName name, boolean enabled) {
        return change(name, _ -> directory.enableDomain(name, enabled));
    }

    /// @param other empty: no longer
    public MailDomain aliasOf(DomainName name, Optional<DomainName> other) {
        return change(name, _ -> {
            other.ifPresent(target -> mine(directory.mailDomain(target), Action.CustomerAct.CHANGE_DOMAIN));
            return directory.redirections().aliasDomain(name, other);
        });
    }

    /// @param address empty: mail for addresses that are not there is refused
    public MailDomain catchAll(DomainName name, Optional<EmailAddress> address) {
        return change(name, _ -> directory.redirections().catchAll(name, address));
    }

    /// @param mailbox its login or one of its addresses; empty: role addresses are ordinary ones
    public MailDomain roleMailbox(DomainName name, Optional<String> mailbox) {
        return change(name, _ -> {
            Optional<AccountRecord> record = mailbox.map(directory::mailbox);
            record.ifPresent(known -> acts.may(
                    new Action.OnMailbox(
                            Action.MailboxAct.CHANGE,
                            known.customer(),
                            known.account().id()),
                    () -> new DirectoryFailure.NoSuchMailbox(mailbox.orElse(""))));
            return directory.redirections().roleMailbox(name, record.map(known -> known.account()
                    .id()));
        });
    }

    private MailDomain change(DomainName name, UnaryOperator<MailDomain> change) {
        return acts.act(() -> {
            MailDomain before = mine(directory.mailDomain(name), Action.CustomerAct.CHANGE_DOMAIN);
            MailDomain after = change.apply(before);
            return done(after, "domain change", after, Facts.of(before), Facts.of(after));
        });
    }

    /// One without addresses; it can be restored for a while.
    public void remove(DomainName name) {
        acts.act(() -> {
            MailDomain before = mine(directory.mailDomain(name), Action.CustomerAct.REMOVE_DOMAIN);
            directory.removeDomain(name);
            return done(before, "domain remove", before, Facts.of(before), Facts.NONE);
        });
    }

    public MailDomain restore(DomainName name) {
        return act("domain restore", () -> {
            MailDomain restored = directory.restoreDomain(name);
            return mine(restored, Action.CustomerAct.REMOVE_DOMAIN);
        });
    }

    // ---- aliases ----

    public Alias alias(EmailAddress address) {
        owner(address, Action.CustomerAct.SEE);
        return directory.redirections().alias(address);
    }

    /// In order of their addresses, to be read page by page.
    ///
    /// @param query of all domains: who is no operator sees those of the own customer
    /// @param after the last address of the page before
    public List<Alias> aliases(AliasQuery query, Optional<EmailAddress> after, int limit) {
        query.domain().ifPresent(this::find);
        Optional<CustomerId> horizon = acts.horizon();
        if (horizon.isPresent()) {
            acts.may(Action.CustomerAct.SEE, horizon.get());
        } else {
            acts.may(Action.ServerAct.SEE_EVERYTHING);
        }
        return directory.redirections().aliases(horizon.map(query::of).orElse(query), after, limit);
    }

    public Alias addAlias(EmailAddress address, List<EmailAddress> targets) {
        return acts.act(() -> {
            CustomerId owner = owner(address, Action.CustomerAct.CHANGE_ALIASES);
            Alias made = directory.redirections().addAlias(address, targets);
            return done(made, "alias add", owner, Facts.NONE, Facts.of(made));
        });
    }

    public Alias changeAlias(EmailAddress address, UnaryOperator<Alias> change) {
        return acts.act(() -> {
            CustomerId owner = owner(address, Action.CustomerAct.CHANGE_ALIASES);
            Alias before = directory.redirections().alias(address);
            Alias after = directory.redirections().changeAlias(address, change);
            return done(after, "alias change", owner, Facts.of(before), Facts.of(after));
        });
    }

    public void removeAlias(EmailAddress address) {
        acts.act(() -> {
            CustomerId owner = owner(address, Action.CustomerAct.CHANGE_ALIASES);
            Alias before = directory.redirections().alias(address);
            directory.redirections().removeAlias(address);
            return done(before, "alias remove", owner, Facts.of(before), Facts.NONE);
        });
    }

    public Alias restoreAlias(EmailAddress address) {
        return acts.act(() -> {
            CustomerId owner = owner(address, Action.CustomerAct.CHANGE_ALIASES);
            Alias after = directory.redirections().restoreAlias(address);
            return done(after, "alias restore", owner, Facts.NONE, Facts.of(after));
        });
    }

    // ---- what all of these share ----

    private CustomerId owner(EmailAddress address, Action.CustomerAct act) {
        return mine(directory.mailDomain(address.domain()), act).customer();
    }

    private MailDomain mine(MailDomain domain, Action.CustomerAct act) {
        acts.may(new Action.OnCustomer(act, domain.customer()), () -> new DirectoryFailure.NoSuchDomain(domain.name()));
        return domain;
    }

    private static <T> Acts.Done<T> done(
            T result,
            String what,
            MailDomain domain,
            SortedMap<String, String> before,
            SortedMap<String, String> after) {
        return new Acts.Done<>(result, what, domain.name().ascii(), Optional.of(domain.customer()), before, after);
    }

    private static Acts.Done<Alias> done(
            Alias alias,
            String what,
            CustomerId owner,
            SortedMap<String, String> before,
            SortedMap<String, String> after) {
        return new Acts.Done<>(alias, what, alias.address().toString(), Optional.of(owner), before, after);
    }
}
