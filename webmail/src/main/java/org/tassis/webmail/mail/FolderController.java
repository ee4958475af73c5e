package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.store.Departed;
import org.tassis.store.Expunged;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.web.Visitor;
import org.tassis.webmail.Reach.Reached;

/// `/webmail/folders`: making, renaming, moving, removing and subscribing to folders; emptying trash and
/// junk.
@Controller
final class FolderController {
    private static final int MOST_RESTORED = 10_000;

    private final Mail mail;
    private final Actions actions;
    private final Undos undos;
    private final Frame frame;

    FolderController(Mail mail, Actions actions, Undos undos, Frame frame) {
        this.mail = mail;
        this.actions = actions;
        this.undos = undos;
        this.frame = frame;
    }

    @GetMapping("/webmail/folders")
    String folders(Visitor visitor, HttpServletRequest request, Model model) {
        return page(visitor, request, model, "", "");
    }

    private String page(Visitor visitor, HttpServletRequest request, Model model, String problem, String typed) {
        model.addAttribute("problem", problem);
        model.addAttribute("typed", typed);
        model.addAttribute(
                "subscribed", mail.store().subscriptions(visitor.account().id()));
        frame.fill(model, visitor, 0, request);
        return "webmail/folders";
    }

    /// @param under the folder in which to make it, 0 for none
    @PostMapping("/webmail/folders/create")
    String create(
            Visitor visitor,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "0") long under,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            Optional<MailboxName> wanted = name(visitor, name, under);
            if (wanted.isEmpty()) {
                return failed(visitor, request, response, model, "folders.problem.name", name);
            }
            MailStore store = mail.store();
            store.create(visitor.account().id(), wanted.get(), Set.of());
            store.subscribe(visitor.account().id(), wanted.get(), true);
            undos.add(visitor.session().id(), "done.created", 1, wanted.get().value(), List.of());
        } catch (StoreException e) {
            return failed(visitor, request, response, model, problem(e), name);
        }
        return "redirect:/webmail/folders";
    }

    private Optional<MailboxName> name(Visitor visitor, String level, long under) {
        String last = level.strip();
        if (last.isEmpty() || last.indexOf(MailboxName.SEPARATOR) >= 0) {
            return Optional.empty();
        }
        if (under <= 0) {
            return MailboxName.parse(last);
        }
        return MailboxName.parse(
                mail.mailbox(visitor, new MailboxId(under)).name().value() + MailboxName.SEPARATOR + last);
    }

    /// Another name, another place, or both.
    @PostMapping("/webmail/folders/rename")
    String rename(
            Visitor visitor,
            @RequestParam long id,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "0") long under,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Mailbox mailbox = mail.mailbox(visitor, new MailboxId(id));
        try {
            Optional<MailboxName> wanted = name(visitor, name, under);
            if (wanted.isEmpty() || mailbox.name().isInbox()) {
                return failed(visitor, request, response, model, "folders.problem.name", name);
            }
            if (!wanted.get().equals(mailbox.name())) {
                MailStore store = mail.store();
                SortedSet<MailboxName> subscribed =
                        store.subscriptions(visitor.account().id());
                store.rename(visitor.account().id(), mailbox.name(), wanted.get());
                if (subscribed.contains(mailbox.name())) {
                    store.subscribe(visitor.account().id(), wanted.get(), true);
                    store.subscribe(visitor.account().id(), mailbox.name(), false);
                }
                undos.add(
                        visitor.session().id(),
                        "done.renamed",
                        1,
                        wanted.get().value(),
                        List.of(new Undos.Step.Rename(wanted.get(), mailbox.name())));
            }
        } catch (StoreException e) {
            return failed(visitor, request, response, model, problem(e), name);
        }
        return "redirect:/webmail/folders";
    }

    @PostMapping("/webmail/folders/delete")
    String delete(
            Visitor visitor,
            @RequestParam long id,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Mailbox mailbox = mail.mailbox(visitor, new MailboxId(id));
        if (mailbox.name().isInbox() || !mailbox.uses().isEmpty()) {
            return failed(visitor, request, response, model, "folders.problem.needed", "");
        }
        List<Undos.Step> steps = new ArrayList<>();
        steps.add(new Undos.Step.Recreate(
                mailbox.name(),
                mailbox.uses(),
                mailbox.subscribed(),
                mail.reach().entries(mailbox.id())));
        Expunged gone;
        try {
            gone = mail.store().delete(visitor.account().id(), mailbox.name());
            mail.store().subscribe(visitor.account().id(), mailbox.name(), false);
        } catch (StoreException e) {
            return failed(visitor, request, response, model, problem(e), "");
        }
        if (!gone.uids().isEmpty() && gone.uids().size() <= MOST_RESTORED) {
            steps.add(
                    new Undos.Step.Restore(new Departed(mailbox.id(), gone.modSeq(), gone.uids()), mailbox.account()));
        }
        undos.add(
                visitor.session().id(),
                "done.removed",
                gone.uids().size(),
                mailbox.name().value(),
                steps);
        return "redirect:/webmail/folders";
    }

    @PostMapping("/webmail/folders/subscribe")
    String subscribe(Visitor visitor, @RequestParam long id, @RequestParam(defaultValue = "false") boolean on) {
        Mailbox mailbox = mail.mailbox(visitor, new MailboxId(id));
        mail.store().subscribe(visitor.account().id(), mailbox.name(), on);
        return "redirect:/webmail/folders";
    }

    /// Trash and junk only.
    @PostMapping("/webmail/folders/empty")
    String empty(
            Visitor visitor,
            @RequestParam long id,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Mailbox mailbox = mail.mailbox(visitor, new MailboxId(id));
        if (!mailbox.uses().contains(SpecialUse.TRASH) && !mailbox.uses().contains(SpecialUse.JUNK)) {
            return failed(visitor, request, response, model, "folders.problem.needed", "");
        }
        actions.expunge(
                visitor.session().id(),
                Reached.ofOwn(mailbox),
                mail.store().snapshot(mailbox.id()).uids(),
                "done.emptied");
        return "redirect:/webmail/f/" + mailbox.id().value();
    }

    private String failed(
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model,
            String problem,
            String typed) {
        response.setStatus(422);
        return page(visitor, request, model, problem, typed);
    }

    private static String problem(StoreException refused) {
        return switch (refused.failure()) {
            case StoreFailure.MailboxExists _ -> "folders.problem.exists";
            case StoreFailure.NotAllowed _ -> "folders.problem.place";
            case StoreFailure.TooMany _ -> "folders.problem.many";
            case StoreFailure.NoSuchMailbox _ -> "folders.problem.gone";
            case StoreFailure.OverQuota _,
                    StoreFailure.Gone _,
                    StoreFailure.Damaged _,
                    StoreFailure.Full _,
                    StoreFailure.Unavailable _ -> throw refused;
        };
    }
}
