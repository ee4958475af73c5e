package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.MailboxId;
import org.tassis.core.SpecialUse;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.web.Visitor;
import org.tassis.webmail.Reach.Reached;

/// `GET /webmail`, `GET /webmail/f/12`: what is in a folder, own or shared, fifty messages a page.
@Controller
final class ListController {
    /// Messages from before it was noted whether they hold files are looked at so long for a page.
    private static final Duration PATIENCE = Duration.ofMillis(400);

    /// What other pages want to be told here.
    private static final Set<String> NOTES = Set.of("sent", "sent-uncopied", "discarded", "toolate");

    private final Mail mail;
    private final Orders orders;
    private final Frame frame;

    ListController(Mail mail, Orders orders, Frame frame) {
        this.mail = mail;
        this.orders = orders;
        this.frame = frame;
    }

    @GetMapping("/webmail")
    String inbox(
            Visitor visitor,
            @RequestParam(defaultValue = "") String only,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(defaultValue = "1") int page,
            @RequestParam(defaultValue = "") String note,
            HttpServletRequest request,
            Model model) {
        if (NOTES.contains(note)) {
            model.addAttribute("note", "note." + note);
        }
        return show(visitor, Reached.ofOwn(mail.inbox(visitor)), only, sort, page, request, model);
    }

    @GetMapping("/webmail/f/{id:[1-9][0-9]{0,17}}")
    String folder(
            Visitor visitor,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String only,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(defaultValue = "1") int page,
            HttpServletRequest request,
            Model model) {
        return show(visitor, mail.readable(visitor, new MailboxId(id)), only, sort, page, request, model);
    }

    /// @param wanted of {@link Listing.Only#word}; anything else for all
    /// @param sort   of {@link Sort#word}; anything else for the newest first
    private String show(
            Visitor visitor,
            Reached place,
            String wanted,
            String sort,
            int page,
            HttpServletRequest request,
            Model model) {
        Mailbox mailbox = place.mailbox();
        Listing.Only only = Listing.Only.of(wanted);
        MailboxSnapshot snapshot = mail.store().snapshot(mailbox.id());
        if (only == Listing.Only.FILES) {
            FileNotes.Looked looked = FileNotes.look(mail.store(), snapshot, PATIENCE);
            snapshot = looked.snapshot();
            model.addAttribute("unlooked", looked.left());
        }
        Sort sorted = Sort.of(sort, snapshot.count());
        Orders.Order order = orders.of(mail.store(), snapshot, sorted);
        Listing listing = Listing.of(mail.store(), mailbox, order, only, sorted == Sort.OLDEST, page);
        model.addAttribute("list", listing);
        model.addAttribute("mailbox", mailbox);
        model.addAttribute("path", "/webmail/f/" + mailbox.id().value());
        model.addAttribute("only", only.word());
        model.addAttribute("asked", ListQuery.of(only, sorted));
        model.addAttribute("sort", sorted);
        model.addAttribute("sorts", Sort.offered(snapshot.count()));
        model.addAttribute("snapshot", order.snapshot());
        model.addAttribute("folderKey", Folder.key(mailbox));
        model.addAttribute(
                "emptiable",
                order.count() > 0
                        && (mailbox.uses().contains(SpecialUse.TRASH)
                                || mailbox.uses().contains(SpecialUse.JUNK)));
        frame.fill(model, visitor, place, request);
        return "webmail/list";
    }
}
