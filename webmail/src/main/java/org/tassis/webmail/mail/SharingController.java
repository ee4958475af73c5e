package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.MailboxId;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Directory;
import org.tassis.store.Mailbox;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.Shares.Grantee;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.web.Visitor;

/// `/webmail/folders/NUMBER/sharing`: with whom a folder is shared, and what they may do there. Mail programs
/// and {@link SharedBy} show such folders to them.
@Controller
final class SharingController {
    private final Mail mail;
    private final Supplier<Shares> shares;
    private final Supplier<Directory> people;
    private final Undos undos;
    private final Frame frame;

    SharingController(Mail mail, Supplier<Shares> shares, Supplier<Directory> people, Undos undos, Frame frame) {
        this.mail = mail;
        this.shares = shares;
        this.people = people;
        this.undos = undos;
        this.frame = frame;
    }

    /// What people are offered; programs may give other rights.
    public enum Level {
        READ(Rights.parse("lr").orElseThrow()),
        WRITE(Rights.parse("lrswite").orElseThrow()),
        MANAGE(Rights.ALL);

        private final Rights rights;

        Level(Rights rights) {
            this.rights = rights;
        }

        /// Of the message that names it.
        public String key() {
            return "sharing." + name().toLowerCase(Locale.ROOT);
        }

        static Optional<Level> named(String name) {
            return List.of(values()).stream()
                    .filter(level -> level.name().equals(name))
                    .findFirst();
        }

        static Optional<Level> of(Rights rights) {
            return List.of(values()).stream()
                    .filter(level -> level.rights.equals(rights))
                    .findFirst();
        }
    }

    /// One line of the list.
    ///
    /// @param who   its number in the form: of the account, 0 for everybody
    /// @param name  empty for everybody
    /// @param level of the message that names it; empty for other rights
    /// @param letters what IMAP calls the rights
    public record Line(long who, String name, String realName, String level, String letters, boolean taken) {}

    /// What was filled in, so that it is there again after a problem.
    public record Typed(String who, boolean everyone, String level) {
        static final Typed NOTHING = new Typed("", false, Level.READ.name());
    }

    @GetMapping("/webmail/folders/{id}/sharing")
    String sharing(Visitor visitor, @PathVariable long id, HttpServletRequest request, Model model) {
        return page(visitor, own(visitor, id), request, model, "", Typed.NOTHING);
    }

    /// @throws ResponseStatusException 404
    private Mailbox own(Visitor visitor, long id) {
        if (id <= 0) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return mail.mailbox(visitor, new MailboxId(id));
    }

    private String page(
            Visitor visitor, Mailbox mailbox, HttpServletRequest request, Model model, String problem, Typed typed) {
        List<Line> lines = new ArrayList<>();
        for (Shares.Entry entry : shares.get().of(mailbox.id())) {
            line(entry).ifPresent(lines::add);
        }
        model.addAttribute("mailbox", mailbox);
        model.addAttribute("folderKey", Folder.key(mailbox));
        model.addAttribute("lines", lines);
        model.addAttribute("levels", Level.values());
        model.addAttribute("problem", problem);
        model.addAttribute("typed", typed);
        frame.fill(model, visitor, 0, request);
        return "webmail/sharing";
    }

    private Optional<Line> line(Shares.Entry entry) {
        String level =
                entry.negative() ? "" : Level.of(entry.rights()).map(Level::key).orElse("");
        String letters = entry.rights().letters();
        return switch (entry.to()) {
            case Grantee.Group _ -> Optional.of(new Line(0, "", "", level, letters, entry.negative()));
            case Grantee.One(AccountId account) ->
                people.get()
                        .loginOf(account)
                        .map(login -> new Line(
                                account.value(), login.value(), realName(account), level, letters, entry.negative()));
        };
    }

    private String realName(AccountId account) {
        return people.get().account(account).map(Account::realName).orElse("");
    }

    /// @param who      a login or an address; not looked at when everybody is meant
    /// @param everyone of the same customer
    @PostMapping("/webmail/folders/{id}/sharing")
    String share(
            Visitor visitor,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String who,
            @RequestParam(defaultValue = "false") boolean everyone,
            @RequestParam(defaultValue = "") String level,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Mailbox mailbox = own(visitor, id);
        AccountId owner = visitor.account().id();
        Optional<Grantee> grantee = everyone
                ? people.get()
                        .visitor(owner)
                        .map(AccountRecord::customer)
                        .map(customer -> new Grantee.Group(customer.value()))
                : people.get()
                        .colleague(owner, who)
                        .map(Account::id)
                        .filter(other -> !other.equals(owner))
                        .map(Grantee.One::new);
        Optional<Level> wanted = Level.named(level);
        Typed typed = new Typed(who, everyone, level);
        if (grantee.isEmpty() || wanted.isEmpty()) {
            response.setStatus(422);
            return page(visitor, mailbox, request, model, "sharing.problem.who", typed);
        }
        try {
            change(visitor, mailbox, grantee.get(), false, wanted.get().rights, "done.shared");
        } catch (StoreException refused) {
            if (!(refused.failure() instanceof StoreFailure.TooMany)) {
                throw refused;
            }
            response.setStatus(422);
            return page(visitor, mailbox, request, model, "sharing.problem.many", typed);
        }
        return "redirect:/webmail/folders/" + id + "/sharing";
    }

    /// @param who 0 for everybody
    @PostMapping("/webmail/folders/{id}/sharing/end")
    String end(
            Visitor visitor,
            @PathVariable long id,
            @RequestParam long who,
            @RequestParam(defaultValue = "false") boolean taken) {
        Mailbox mailbox = own(visitor, id);
        for (Shares.Entry entry : shares.get().of(mailbox.id())) {
            if (entry.negative() == taken && number(entry.to()) == who) {
                String told = taken ? "done.shared.other" : "done.unshared";
                change(visitor, mailbox, entry.to(), taken, Rights.NONE, told);
            }
        }
        return "redirect:/webmail/folders/" + id + "/sharing";
    }

    /// @param told the message that tells it; with `.all` behind for everybody
    private void change(Visitor visitor, Mailbox mailbox, Grantee to, boolean negative, Rights rights, String told) {
        AtomicReference<Rights> before = new AtomicReference<>(Rights.NONE);
        shares.get().change(mailbox.account(), mailbox.id(), to, negative, was -> {
            before.set(was);
            return rights;
        });
        String key = told + (to instanceof Grantee.Group ? ".all" : "");
        undos.add(visitor, key, 1, nameOf(to), () -> {
            Mailbox again = mail.mailbox(visitor, mailbox.id()); // not of one that is deleted
            shares.get().change(again.account(), again.id(), to, negative, _ -> before.get());
        });
    }

    private String nameOf(Grantee to) {
        return to instanceof Grantee.One(AccountId account)
                ? people.get().loginOf(account).map(Login::value).orElse("")
                : "";
    }

    private static long number(Grantee grantee) {
        return switch (grantee) {
            case Grantee.Group _ -> 0;
            case Grantee.One(AccountId account) -> account.value();
        };
    }
}
