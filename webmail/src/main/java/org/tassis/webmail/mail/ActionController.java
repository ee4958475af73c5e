package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.MailboxId;
import org.tassis.web.LocalPath;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;

/// `POST /webmail/do`, `POST /webmail/undo`: what the buttons of lists and messages do.
@Controller
final class ActionController {
    private final Actions actions;
    private final Supplier<Stream<MessageAction>> more;

    ActionController(Actions actions, Supplier<Stream<MessageAction>> more) {
        this.actions = actions;
        this.more = more;
    }

    /// @param action what to do with those chosen, such as `archive` or `move:12`
    /// @param one    what to do with one message whatever is chosen, such as `flag:12-345`
    /// @param ref    those chosen
    /// @param back   where to go afterwards
    @PostMapping("/webmail/do")
    String act(
            Visitor visitor,
            @RequestParam(name = "do", defaultValue = "") String action,
            @RequestParam(defaultValue = "") String one,
            @RequestParam(defaultValue = "") List<String> ref,
            @RequestParam(defaultValue = "") String back,
            HttpServletRequest request) {
        String chosen = one.isEmpty() ? action : one;
        int colon = chosen.indexOf(':');
        String word = colon < 0 ? chosen : chosen.substring(0, colon);
        String rest = colon < 0 ? "" : chosen.substring(colon + 1);
        List<String> refs = one.isEmpty() ? ref : List.of(rest);
        if (refs.size() > Actions.MOST) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        List<MessageRef> messages =
                refs.stream().map(MessageRef::parse).flatMap(Optional::stream).toList();
        Optional<MailboxId> target = one.isEmpty() && rest.matches("[1-9][0-9]{0,17}")
                ? Optional.of(new MailboxId(Long.parseLong(rest)))
                : Optional.empty();
        Optional<MessageAction> other =
                more.get().filter(known -> known.word().equals(word)).findFirst();
        if (other.isPresent()) {
            return "redirect:"
                    + back(other.get().run(visitor, rest, messages, request).orElse(back));
        }
        actions.run(visitor, word, target, messages);
        return "redirect:" + back(back);
    }

    @PostMapping("/webmail/undo")
    String undo(
            Visitor visitor, @RequestParam(defaultValue = "") String id, @RequestParam(defaultValue = "") String back) {
        actions.undo(visitor, id);
        return "redirect:" + back(back);
    }

    /// Within these pages, so that a link that somebody sent leads nowhere else.
    static String back(String back) {
        return LocalPath.of(back)
                .filter(path -> path.equals("/webmail") || path.startsWith("/webmail/") || path.startsWith("/webmail?"))
                .orElse("/webmail");
    }
}
