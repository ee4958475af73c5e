package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.message.BodyPart;
import org.tassis.web.Visitor;

/// `GET /webmail/m/12-345/view/2`: what hangs on a message, to look at before keeping it: pictures, text,
/// PDF.
///
/// A PDF is drawn by the browser's own viewer, a process that may do less than any page; see ADR 29.
@Controller
final class PreviewController {
    private static final int MAX_TEXT = 300_000;

    private final Mail mail;
    private final Frame frame;

    PreviewController(Mail mail, Frame frame) {
        this.mail = mail;
        this.frame = frame;
    }

    @GetMapping("/webmail/m/{ref}/view/{number:[0-9]{1,4}}")
    String view(
            Visitor visitor,
            @PathVariable String ref,
            @PathVariable int number,
            HttpServletRequest request,
            Model model) {
        Opened opened = mail.open(visitor, ref);
        MessageParts parts = MessageParts.of(opened.structure(), true);
        MessageParts.Attachment shown = parts.attachments().stream()
                .filter(one -> one.number() == number && one.kind() != Viewable.NOTHING)
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        BodyPart part = parts.all().get(number);
        String text = "";
        if (shown.kind() == Viewable.TEXT) {
            text = Bodies.text(opened.message(), part, MAX_TEXT + 1);
        }
        model.addAttribute("text", text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
        model.addAttribute("cut", text.length() > MAX_TEXT);
        model.addAttribute("file", shown);
        List<MessageParts.Attachment> viewable = parts.attachments().stream()
                .filter(one -> one.kind() != Viewable.NOTHING)
                .toList();
        int at = viewable.indexOf(shown);
        model.addAttribute("before", at > 0 ? viewable.get(at - 1) : null);
        model.addAttribute("after", at + 1 < viewable.size() ? viewable.get(at + 1) : null);
        MessageController.describe(opened, model);
        frame.fill(model, visitor, opened.place(), request);
        return "webmail/view";
    }
}
