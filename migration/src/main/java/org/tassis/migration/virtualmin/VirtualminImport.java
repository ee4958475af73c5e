package org.tassis.migration.virtualmin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Credentials;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.NewAccount;
import org.tassis.directory.PreparedPassword;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.DomainDesk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.migration.file.NotMail;
import org.tassis.migration.intake.Progress;

/// Makes what a backup of Virtualmin describes, within the plan of a customer. What is there already is
/// completed, and never taken away: after a refusal, or a crash, the same again does the rest. Any thread;
/// each call blocks.
public final class VirtualminImport {
    private final Desk desk;
    private final Visit by;

    public VirtualminImport(Desk desk, Visit by) {
        this.desk = desk;
        this.by = by;
    }

    /// What became of one thing.
    ///
    /// @param what     such as `mailbox jan`
    /// @param result   `added`, `was there`, or why not
    /// @param done     whether it is there now
    /// @param password a new one, shown this once
    public record Made(String what, String result, boolean done, Optional<Secret> password) {}

    /// Reads the whole backup; changes nothing.
    ///
    /// @throws NotMail     it is no backup of Virtualmin
    /// @throws IOException it cannot be read
    public Preview preview(Path file, CustomerId customer) throws IOException {
        return new Understanding(Backup.scan(file, new Progress()), desk.directory(), customer).preview();
    }

    /// In an order in which nothing leads to what is not there yet.
    public List<Made> apply(Preview preview, CustomerId customer) {
        List<Made> made = new ArrayList<>();
        MailboxDesk mailboxes = desk.mailboxes(by);
        DomainDesk domains = desk.domains(by);
        for (Preview.Domain domain : preview.domains()) {
            made.add(attempt("domain " + domain.name(), domain.exists(), () -> {
                if (domain.aliasOf().isPresent()) {
                    domains.addAlias(domain.name(), domain.aliasOf().get());
                } else {
                    domains.add(domain.name(), customer);
                }
            }));
        }
        for (Preview.Box box : preview.mailboxes()) {
            made.add(mailbox(mailboxes, box));
        }
        for (Preview.Forwarding alias : preview.aliases()) {
            made.add(attempt(
                    "alias " + alias.address(),
                    alias.exists(),
                    () -> domains.addAlias(alias.address(), alias.targets())));
        }
        for (Preview.Domain domain : preview.domains()) {
            domain.catchAll()
                    .ifPresent(target -> made.add(attempt(
                            "catch-all of " + domain.name(),
                            false,
                            () -> domains.catchAll(domain.name(), Optional.of(target)))));
        }
        for (Preview.Box box : preview.mailboxes()) {
            redirections(mailboxes, box, made);
        }
        return made;
    }

    private static Made attempt(String what, boolean exists, Runnable work) {
        if (exists) {
            return new Made(what, "was there", true, Optional.empty());
        }
        try {
            work.run();
            return new Made(what, "added", true, Optional.empty());
        } catch (DirectoryException e) {
            return new Made(what, String.valueOf(e.getMessage()), false, Optional.empty());
        }
    }

    private Made mailbox(MailboxDesk mailboxes, Preview.Box box) {
        String what = "mailbox " + box.login();
        try {
            if (box.exists()) {
                return completed(mailboxes, box, what);
            }
            NewAccount account = box.account();
            Optional<PreparedPassword> hash = Credentials.adopt(box.hash());
            if (hash.isPresent()) {
                mailboxes.addWith(account, hash.get());
                return new Made(what, "added, with its password", true, Optional.empty());
            }
            if (box.hash().startsWith("plain:")) {
                try (Secret plain = new Secret(box.hash().substring("plain:".length()))) {
                    mailboxes.add(account, Optional.of(plain));
                    return new Made(what, "added, with its password", true, Optional.empty());
                } catch (DirectoryException e) {
                    // too weak for the rules here, or something that the next attempt will say
                }
            }
            Secret fresh = desk.directory().credentials().generatePassword();
            mailboxes.add(account, Optional.of(fresh));
            return new Made(what, "added", true, Optional.of(fresh));
        } catch (DirectoryException e) {
            return new Made(what, String.valueOf(e.getMessage()), false, Optional.empty());
        }
    }

    /// Addresses that are missing are added.
    private static Made completed(MailboxDesk mailboxes, Preview.Box box, String what) {
        Account there = mailboxes.find(box.login().value()).account();
        List<EmailAddress> missing = box.account().addresses().stream()
                .filter(address -> !there.addresses().contains(address))
                .toList();
        if (missing.isEmpty()) {
            return new Made(what, "was there", true, Optional.empty());
        }
        mailboxes.change(box.login().value(), List.of(new MailboxChange.AddAddresses(missing)));
        return new Made(what, "was there, " + missing.size() + " addresses added", true, Optional.empty());
    }

    private static void redirections(MailboxDesk mailboxes, Preview.Box box, List<Made> made) {
        String login = box.login().value();
        if (!box.targets().isEmpty()) {
            made.add(attempt(
                    "forward of " + login,
                    hasForward(mailboxes, login),
                    () -> mailboxes.setForward(login, box.targets(), box.keepCopy())));
        }
        box.reply()
                .ifPresent(reply -> made.add(attempt(
                        "auto-reply of " + login,
                        hasReply(mailboxes, login),
                        () -> mailboxes.setAutoReply(
                                login, reply.subject(), reply.text(), reply.from(), reply.until(), reply.interval()))));
    }

    private static boolean hasForward(MailboxDesk mailboxes, String login) {
        try {
            return mailboxes.forward(login).isPresent();
        } catch (DirectoryException e) {
            return false; // there is no such mailbox: the attempt says so
        }
    }

    private static boolean hasReply(MailboxDesk mailboxes, String login) {
        try {
            return mailboxes.autoReply(login).isPresent();
        } catch (DirectoryException e) {
            return false;
        }
    }
}
