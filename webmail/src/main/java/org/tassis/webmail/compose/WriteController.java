package org.tassis.webmail.compose;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.mailflow.Refusal;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.web.Visitor;
import org.tassis.webmail.ComposeSettings;
import org.tassis.webmail.MessageRef;

/// `/webmail/write`: one form for new letters, answers, messages passed on, and drafts. Every button sends the whole
/// form, so that nothing typed is ever lost, with a script or without.
@Controller
final class WriteController {
    private static final Logger LOG = LoggerFactory.getLogger(WriteController.class);

    private final Drafts drafts;
    private final Sending sending;
    private final Beginnings beginnings;
    private final ComposeSettings settings;

    WriteController(Drafts drafts, Sending sending, Beginnings beginnings, ComposeSettings settings) {
        this.drafts = drafts;
        this.sending = sending;
        this.beginnings = beginnings;
        this.settings = settings;
    }

    @GetMapping("/webmail/write")
    String begin(
            Visitor visitor,
            @RequestParam(defaultValue = "") String reply,
            @RequestParam(defaultValue = "") String replyAll,
            @RequestParam(defaultValue = "") String forward,
            @RequestParam(defaultValue = "") String draft,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "") String subject,
            Locale language,
            Model model)
            throws IOException {
        Account account = visitor.account();
        Draft begun;
        if (!reply.isEmpty()) {
            begun = beginnings.reply(account, original(account, reply), false, language);
        } else if (!replyAll.isEmpty()) {
            begun = beginnings.reply(account, original(account, replyAll), true, language);
        } else if (!forward.isEmpty()) {
            begun = beginnings.forward(account, original(account, forward), language);
        } else if (!draft.isEmpty()) {
            begun = beginnings.resume(account, original(account, draft), Optional.empty(), Optional.empty());
        } else {
            Draft empty = Draft.empty(Beginnings.own(account));
            begun = new Draft(
                    empty.from(),
                    to,
                    "",
                    "",
                    subject,
                    "",
                    Draft.Kind.NEW,
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }
        return page(model, account, begun, "");
    }

    private Original original(Account account, String ref) {
        return drafts.original(account.id(), MessageRef.parse(ref))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @PostMapping("/webmail/write")
    String act(
            Visitor visitor,
            @ModelAttribute WriteForm form,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Account account = visitor.account();
        Draft draft = form.draft();
        List<Letter.Attachment> uploads = form.uploads();
        String action = form.pressed();
        try {
            if (action.equals("discard")) {
                drafts.remove(account.id(), draft);
                return "redirect:/webmail?note=discarded";
            }
            if (action.startsWith("remove:")) {
                List<String> left = new ArrayList<>(draft.keep());
                left.remove(action.substring("remove:".length()));
                draft = draft.keeping(left);
            }
            Drafts.Made made = drafts.letter(account, draft, uploads);
            if (action.equals("send")) {
                return send(account, request, draft, made, form.isSure(), uploads, response, model);
            }
            Draft kept = kept(account, draft, made.letter());
            return action.equals("save") ? page(model, account, kept, "write.saved") : page(model, account, kept, "");
        } catch (Drafts.NotYours e) {
            response.setStatus(422);
            return page(model, account, draft, "write.problem.from");
        } catch (StoreException e) {
            response.setStatus(422);
            return page(model, account, draft, problem(e));
        }
    }

    private String send(
            Account account,
            HttpServletRequest request,
            Draft draft,
            Drafts.Made made,
            boolean sure,
            List<Letter.Attachment> uploads,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Letter letter = made.letter();
        if (!made.wrong().isEmpty()) {
            model.addAttribute("wrong", String.join(", ", made.wrong()));
            return again(response, model, account, draft, letter, uploads, "write.problem.address");
        }
        if (letter.to().isEmpty() && letter.cc().isEmpty() && letter.bcc().isEmpty()) {
            return again(response, model, account, draft, letter, uploads, "write.problem.nobody");
        }
        if (!sure && letter.attachments().isEmpty() && Forgotten.in(letter.subject(), letter.text())) {
            model.addAttribute("ask", true);
            return again(response, model, account, draft, letter, uploads, "write.problem.forgotten");
        }
        Sending.Result result = sending.send(account, InetAddress.ofLiteral(request.getRemoteAddr()), letter, draft);
        return switch (result) {
            case Sending.Result.Sent(var copied) -> {
                try {
                    drafts.remove(account.id(), draft);
                } catch (StoreException e) {
                    LOG.info("the draft of a letter that {} sent stays: {}", account.login(), e.failure());
                }
                yield "redirect:/webmail?note=" + (copied ? "sent" : "sent-uncopied");
            }
            case Sending.Result.Recipients(var refused) -> {
                model.addAttribute(
                        "refused",
                        refused.entrySet().stream()
                                .map(one -> new Refused(one.getKey(), key(one.getValue())))
                                .toList());
                yield again(response, model, account, draft, letter, uploads, "write.problem.recipients");
            }
            case Sending.Result.Message(var refusal, var _) ->
                again(response, model, account, draft, letter, uploads, key(refusal));
            case Sending.Result.TooLarge(var size) -> {
                model.addAttribute("size", size);
                yield again(response, model, account, draft, letter, uploads, "write.problem.large");
            }
        };
    }

    /// @param why a message key
    record Refused(EmailAddress address, String why) {}

    static String key(Refusal refusal) {
        return "refusal." + refusal.getClass().getSimpleName();
    }

    /// Shows the form again. Files that came with it cannot be put back into the browser's field, so they are kept.
    private String again(
            HttpServletResponse response,
            Model model,
            Account account,
            Draft draft,
            Letter letter,
            List<Letter.Attachment> uploads,
            String problem)
            throws IOException {
        response.setStatus(422);
        Draft shown = uploads.isEmpty() ? draft : kept(account, draft, letter);
        return page(model, account, shown, problem);
    }

    private Draft kept(Account account, Draft draft, Letter letter) throws IOException {
        MessageRef now = drafts.save(account, draft, letter);
        Original stored = drafts.original(account.id(), Optional.of(now)).orElseThrow();
        return draft.storedAt(Optional.of(now))
                .keeping(stored.attachments().stream()
                        .map(Letter.Attachment::key)
                        .toList());
    }

    /// Stores what is typed while it is typed.
    ///
    /// @return where, and the keys of its attachments
    @PostMapping("/webmail/write/save")
    @ResponseBody
    Map<String, Object> save(Visitor visitor, @ModelAttribute WriteForm form, HttpServletResponse response)
            throws IOException {
        Draft draft = form.draft();
        try {
            Drafts.Made made = drafts.letter(visitor.account(), draft, form.uploads());
            Draft kept = kept(visitor.account(), draft, made.letter());
            return Map.of(
                    "stored", kept.stored().map(MessageRef::toString).orElse(""),
                    "keep", kept.keep());
        } catch (Drafts.NotYours e) {
            response.setStatus(422);
            return Map.of("problem", "from");
        } catch (StoreException e) {
            response.setStatus(507);
            return Map.of("problem", "store");
        }
    }

    private static String problem(StoreException e) {
        return e.failure() instanceof StoreFailure.OverQuota ? "write.problem.quota" : "write.problem.store";
    }

    private String page(Model model, Account account, Draft draft, String said) {
        model.addAttribute("draft", draft);
        model.addAttribute("said", said);
        model.addAttribute("identities", account.addresses());
        model.addAttribute("attachments", drafts.attachments(account.id(), draft));
        model.addAttribute("maxSize", settings.maxMessageSize());
        return "webmail/write";
    }
}
