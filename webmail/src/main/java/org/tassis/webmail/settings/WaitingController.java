package org.tassis.webmail.settings;

import java.time.Instant;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.tassis.core.EmailAddress;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.desk.OwnPost;
import org.tassis.web.Visitor;

/// `/webmail/settings/waiting`: strangers whose mail to the visitor's addresses has to wait, letting one
/// in, and letting in everybody for ten minutes.
@Controller
final class WaitingController {
    private static final int MOST = 200;

    private final Desk desk;
    private final ObjectProvider<OwnPost> post;

    WaitingController(Desk desk, ObjectProvider<OwnPost> post) {
        this.desk = desk;
        this.post = post;
    }

    /// @param opens when its mail is taken without anybody's doing
    record Row(long id, String sender, String recipient, Instant first, long times, Instant opens) {}

    private OwnPost post() {
        return Optional.ofNullable(post.getIfAvailable())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /// @param in who was let in a moment ago
    @GetMapping("/webmail/settings/waiting")
    String show(
            Visitor visitor,
            @RequestParam(defaultValue = "") String in,
            @RequestParam(defaultValue = "false") boolean gone,
            Model model) {
        OwnPost own = post();
        model.addAttribute(
                "rows",
                own.waiting(visitor.account().id(), MOST).stream()
                        .map(one -> new Row(
                                one.id(),
                                one.sender().map(EmailAddress::toString).orElse(""),
                                one.recipient().toString(),
                                one.first(),
                                one.attempts(),
                                own.opens(one)))
                        .toList());
        model.addAttribute("until", own.expecting(visitor.account().id()).orElse(null));
        model.addAttribute("minutes", OwnPost.EXPECTING.toMinutes());
        model.addAttribute(
                "in", EmailAddress.parse(in).map(EmailAddress::toString).orElse(in.equals("-") ? "-" : ""));
        model.addAttribute("gone", gone);
        return "webmail/settings/waiting";
    }

    @PostMapping("/webmail/settings/waiting")
    String letIn(Visitor visitor, @RequestParam long id, RedirectAttributes to) {
        Optional<org.tassis.greylist.Visitor> done =
                post().letIn(visitor.visit(desk), visitor.account().id(), id);
        done.ifPresentOrElse(
                one -> to.addAttribute(
                        "in", one.sender().map(EmailAddress::toString).orElse("-")),
                () -> to.addAttribute("gone", true));
        return "redirect:/webmail/settings/waiting";
    }

    @PostMapping("/webmail/settings/waiting/expect")
    String expect(Visitor visitor, @RequestParam(defaultValue = "true") boolean on) {
        if (on) {
            post().expect(visitor.visit(desk), visitor.account().id());
        } else {
            post().expectNoMore(visitor.visit(desk), visitor.account().id());
        }
        return "redirect:/webmail/settings/waiting";
    }
}
