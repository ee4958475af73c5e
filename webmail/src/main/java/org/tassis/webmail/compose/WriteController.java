package org.tassis.webmail.compose;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.writing.CannedReply;
import org.tassis.directory.writing.Identity;
import org.tassis.mailflow.Refusal;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.web.Visitor;
import org.tassis.webmail.ComposeSettings;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.WritingParts;
import org.tassis.webmail.html.LetterHtml;

/// `/webmail/write`: one form for new letters, answers, messages passed on, and drafts. Every button sends
/// the whole form, so that nothing typed is ever lost, with a script or without.
@Controller
final class WriteController {
    private static final Logger LOG = LoggerFactory.getLogger(WriteController.class);

    /// Of octets that are written as letters, in lines: RFC 2045 §6.8.
    private static final double GROWTH = 1.37;

    private final Drafts drafts;
    private final Sending sending;
    private final Beginnings beginnings;
    private final Supplier<WritingParts> parts;
    private final Departure departure;
    private final Groups groups;
    private final ComposeSettings settings;

    WriteController(
            Drafts drafts,
            Sending sending,
            Beginnings beginnings,
            Supplier<WritingParts> parts,
            Departure departure,
            Groups groups,
            ComposeSettings settings) {
        this.drafts = drafts;
        this.sending = sending;
        this.beginnings = beginnings;
        this.parts = parts;
        this.departure = departure;
        this.groups = groups;
        this.settings = settings;
    }

    /// @param version of the draft: where it has become another message since, that one is opened
    /// @param group   whose members it goes to
    @GetMapping("/webmail/write")
    String begin(
            Visitor visitor,
            @RequestParam(defaultValue = "") String reply,
            @RequestParam(defaultValue = "") String replyAll,
            @RequestParam(defaultValue = "") String forward,
            @RequestParam(defaultValue = "") String draft,
            @RequestParam(defaultValue = "") String version,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "") String subject,
            @RequestParam(defaultValue = "") String group,
            Locale language,
            Model model)
            throws IOException {
        Account account = visitor.account();
        boolean rich = parts.get().records().habits(account.id()).rich();
        Draft begun;
        if (!reply.isEmpty()) {
            begun = beginnings.reply(account, original(account, reply), false, rich, language);
        } else if (!replyAll.isEmpty()) {
            begun = beginnings.reply(account, original(account, replyAll), true, rich, language);
        } else if (!forward.isEmpty()) {
            begun = beginnings.forward(account, original(account, forward), rich, language);
        } else if (!draft.isEmpty()) {
            begun = beginnings.resume(
                    account,
                    drafts.original(account.id(), MessageRef.parse(draft))
                            .or(() -> drafts.original(account.id(), drafts.newest(account.id(), version)))
                            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
            rich = begun.body().isRich();
        } else if (group.matches("[1-9][0-9]{0,17}")) {
            List<String> members = groups.members(account.id(), Long.parseLong(group));
            begun = beginnings.fresh(account, rich).to(String.join(", ", members), subject);
        } else {
            begun = beginnings.fresh(account, rich).to(to, subject);
        }
        model.addAttribute("rich", rich);
        return page(model, account, begun, "");
    }

    private Original original(Account account, String ref) {
        return drafts.source(account.id(), MessageRef.parse(ref))
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
        Draft draft = signed(account, form.draft());
        List<Letter.Attachment> uploads = new ArrayList<>(form.uploads());
        String action = form.pressed();
        model.addAttribute("when", form.time());
        model.addAttribute("rich", form.isRich() || draft.body().isRich());
        try {
            if (action.equals("discard")) {
                drafts.remove(account.id(), draft);
                return "redirect:/webmail?note=discarded";
            }
            if (action.equals("apart")) {
                draft = draft.storedAt(Optional.empty(), ""); // its files are gone with the version it was
            }
            if (action.startsWith("remove:")) {
                List<String> left = new ArrayList<>(draft.keep());
                left.remove(action.substring("remove:".length()));
                draft = draft.keeping(left);
            }
            if (action.equals("insert")) {
                draft = draft.saying(inserted(account, draft.body(), form.cannedId()));
                return page(model, account, draft, "");
            }
            if (action.equals("keep-canned")) {
                Optional<String> problem =
                        WritingController.keep(parts.get().records(), account, "", draft.subject(), draft.body());
                problem.ifPresent(_ -> response.setStatus(422));
                return page(model, account, draft, problem.orElse("canned.kept"));
            }
            Drafts.Made made = drafts.letter(account, draft, uploads);
            if (action.equals("send") || action.equals("later") || action.startsWith("at:")) {
                String time = action.startsWith("at:") ? action.substring(3) : form.time();
                return send(account, request, draft, made, action.equals("send") ? "" : time, form, response, model);
            }
            Draft kept = kept(account, draft, made.letter());
            return action.equals("save") || action.equals("apart")
                    ? page(model, account, kept, "write.saved")
                    : page(model, account, kept, "");
        } catch (Drafts.NotYours e) {
            response.setStatus(422);
            return page(model, account, draft, "write.problem.from");
        } catch (Drafts.Overtaken e) {
            response.setStatus(409);
            model.addAttribute("newer", e.newer());
            return page(model, account, draft, "write.problem.overtaken");
        } catch (StoreException e) {
            response.setStatus(422);
            return page(model, account, draft, problem(e));
        }
    }

    /// With the signature of the address that it comes from now.
    private Draft signed(Account account, Draft draft) {
        if (draft.from().equals(draft.signed())) {
            return draft;
        }
        Signature before = drafts.signature(account, draft.signed());
        Signature now = drafts.signature(account, draft.from());
        return draft.saying(draft.body().signed(before, now));
    }

    private Body inserted(Account account, Body body, String id) {
        Optional<CannedReply> found = parts.get().records().canned(account.id(), id);
        if (found.isEmpty()) {
            return body;
        }
        String html = found.get().formatted().isEmpty()
                ? LetterHtml.of(found.get().text())
                : found.get().formatted();
        return body.isRich()
                ? Body.rich(html + body.html())
                : Body.plain(found.get().text() + "\n" + body.text());
    }

    /// @param time when it leaves, in the writer's zone; empty: now
    private String send(
            Account account,
            HttpServletRequest request,
            Draft draft,
            Drafts.Made made,
            String time,
            WriteForm form,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Letter letter = made.letter();
        List<Letter.Attachment> uploads = form.uploads();
        if (!made.wrong().isEmpty()) {
            model.addAttribute("wrong", String.join(", ", made.wrong()));
            return again(response, model, account, draft, letter, uploads, "write.problem.address");
        }
        if (letter.to().isEmpty() && letter.cc().isEmpty() && letter.bcc().isEmpty()) {
            return again(response, model, account, draft, letter, uploads, "write.problem.nobody");
        }
        Departure.Time leaves = form.pressed().equals("send") ? departure.now(account) : departure.at(time);
        if (leaves instanceof Departure.Time.Wrong(var why)) {
            model.addAttribute("laterOpen", true);
            return again(response, model, account, draft, letter, uploads, why);
        }
        if (!form.isSure()
                && letter.files().isEmpty()
                && Forgotten.in(letter.subject(), letter.body().text())) {
            model.addAttribute("ask", true);
            model.addAttribute("asked", form.pressed());
            return again(response, model, account, draft, letter, uploads, "write.problem.forgotten");
        }
        Optional<Instant> at =
                leaves instanceof Departure.Time.At(var instant) ? Optional.of(instant) : Optional.empty();
        Sending.Result result =
                sending.send(account, InetAddress.ofLiteral(request.getRemoteAddr()), letter, draft, at);
        return switch (result) {
            case Sending.Result.Sent(var copied, var ids) -> {
                try {
                    drafts.remove(account.id(), draft);
                } catch (StoreException e) {
                    LOG.info("the draft of a letter that {} sent stays: {}", account.login(), e.failure());
                }
                if (!form.pressed().equals("send")) {
                    yield "redirect:/webmail/scheduled?note=scheduled";
                }
                yield "redirect:/webmail?note=" + (copied ? "sent" : "sent-uncopied")
                        + (at.isPresent() && copied ? "&held=" + String.join(".", ids) : "");
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

    /// Shows the form again. Files that came with it cannot be put back into the browser's field, so they
    /// are kept.
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
        return Keeping.kept(drafts, account, draft, letter);
    }

    static String problem(StoreException e) {
        return e.failure() instanceof StoreFailure.OverQuota ? "write.problem.quota" : "write.problem.store";
    }

    private String page(Model model, Account account, Draft draft, String said) {
        WritingParts now = parts.get();
        Map<EmailAddress, Identity> known = new java.util.HashMap<>();
        now.records().identities(account.id()).forEach(one -> known.put(one.address(), one));
        model.addAttribute("draft", draft);
        if (!model.containsAttribute("rich")) {
            model.addAttribute("rich", draft.body().isRich());
        }
        model.addAttribute("html", Keeping.shown(drafts, account, draft));
        model.addAttribute("said", said);
        model.addAttribute(
                "identities",
                account.addresses().stream()
                        .map(address -> new Sender(address, name(account, known, address)))
                        .toList());
        model.addAttribute("attachments", drafts.files(account.id(), draft));
        model.addAttribute("maxSize", settings.maxMessageSize());
        model.addAttribute("maxFiles", (long) (settings.maxMessageSize() / GROWTH));
        model.addAttribute("canned", now.records().canned(account.id()));
        boolean waits = sending.canWait() && now.outbox().isPresent();
        model.addAttribute("waits", waits);
        model.addAttribute("suggestions", waits ? departure.suggestions() : List.of());
        if (waits && String.valueOf(model.getAttribute("when")).length() < 16) {
            model.addAttribute("when", departure.suggested());
        }
        return "webmail/write";
    }

    /// An address to write from.
    record Sender(EmailAddress address, String name) {
        public String text() {
            return name.isBlank() ? address.toString() : name + " <" + address + ">";
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    private static String name(Account account, Map<EmailAddress, Identity> known, EmailAddress address) {
        return Optional.ofNullable(known.get(address))
                .map(Identity::name)
                .filter(name -> !name.isBlank())
                .orElse(account.realName());
    }
}
