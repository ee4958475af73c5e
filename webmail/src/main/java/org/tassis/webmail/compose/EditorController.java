package org.tassis.webmail.compose;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.directory.Account;
import org.tassis.directory.writing.WritingHabits;
import org.tassis.directory.writing.WritingRecords;
import org.tassis.store.StoreException;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.WritingParts;
import org.tassis.webmail.html.LetterHtml;

/// What the editor asks for while somebody writes: keeping the draft, another form of its text, pictures in
/// it.
@RestController
final class EditorController {
    private static final Set<String> PICTURES =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif");
    private static final int MAX_PICTURE = 30_000_000;

    private final Drafts drafts;
    private final Supplier<WritingParts> parts;

    EditorController(Drafts drafts, Supplier<WritingParts> parts) {
        this.drafts = drafts;
        this.parts = parts;
    }

    /// Stores what is typed while it is typed.
    ///
    /// @return where, the keys of its attachments, and where its pictures are now
    @PostMapping("/webmail/write/save")
    Map<String, Object> save(Visitor visitor, @ModelAttribute WriteForm form, HttpServletResponse response)
            throws IOException {
        Account account = visitor.account();
        Draft draft = form.draft();
        List<Letter.Attachment> pictures = form.shown();
        for (Letter.Attachment picture : pictures) { // they are not in the text yet
            draft = draft.saying(new Body(
                    draft.body().text(),
                    draft.body().html() + "<img src=\"cid:"
                            + picture.contentId().orElseThrow() + "\" alt=\"\" />"));
        }
        try {
            List<Letter.Attachment> uploads = new java.util.ArrayList<>(form.uploads());
            uploads.addAll(pictures);
            Drafts.Made made = drafts.letter(account, draft, uploads);
            Draft kept = Keeping.kept(drafts, account, draft, made.letter());
            MessageRef now = kept.stored().orElseThrow();
            return Map.of(
                    "stored",
                    now.toString(),
                    "version",
                    kept.version(),
                    "keep",
                    kept.keep(),
                    "pictures",
                    pictures.stream()
                            .map(one -> LetterHtml.PICTURE_PATH + now + "/"
                                    + one.contentId().orElseThrow())
                            .toList());
        } catch (Drafts.NotYours e) {
            response.setStatus(422);
            return Map.of("problem", "from");
        } catch (Drafts.Overtaken e) {
            response.setStatus(409);
            return Map.of("problem", "overtaken", "newer", e.newer().toString());
        } catch (StoreException e) {
            response.setStatus(507);
            return Map.of("problem", "store");
        }
    }

    /// The text in another form, or with the signature of another address. What is chosen last is remembered.
    @PostMapping("/webmail/write/convert")
    Map<String, String> convert(Visitor visitor, @ModelAttribute WriteForm form) {
        Account account = visitor.account();
        Draft draft = form.draft();
        Body body = draft.body();
        if (!draft.from().equals(draft.signed())) {
            body = body.signed(drafts.signature(account, draft.signed()), drafts.signature(account, draft.from()));
        }
        Optional<Boolean> rich = form.becoming();
        if (rich.isPresent()) {
            remember(account, rich.get());
            if (rich.get() && !body.isRich()) {
                body = new Body(body.text(), body.text().isBlank() ? "" : LetterHtml.clean(LetterHtml.of(body.text())));
            } else if (!rich.get()) {
                body = Body.plain(body.text());
            }
        }
        if (!form.cannedId().isEmpty()) {
            return canned(account, form.cannedId());
        }
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("text", body.text());
        answer.put("html", Keeping.shown(drafts, account, draft.saying(body)));
        return answer;
    }

    private Map<String, String> canned(Account account, String id) {
        return parts.get()
                .records()
                .canned(account.id(), id)
                .map(one -> Map.of(
                        "text",
                        one.text(),
                        "html",
                        one.formatted().isEmpty() ? LetterHtml.of(one.text()) : one.formatted()))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private void remember(Account account, boolean rich) {
        WritingRecords records = parts.get().records();
        WritingHabits habits = records.habits(account.id());
        if (habits.rich() != rich) {
            records.put(account.id(), new WritingHabits(rich, habits.undo(), habits.receipts()));
        }
    }

    /// A picture of a draft, or of the message that is answered. Nothing that a browser could run.
    @GetMapping("/webmail/write/picture/{ref}/{id}")
    ResponseEntity<byte[]> picture(Visitor visitor, @PathVariable String ref, @PathVariable String id)
            throws IOException {
        Letter.Attachment picture = drafts.source(visitor.account().id(), MessageRef.parse(ref)).stream()
                .flatMap(original -> original.attachments().stream())
                .filter(one -> one.contentId().filter(id::equals).isPresent() && PICTURES.contains(one.type()))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        try (InputStream in = picture.source().open()) {
            return ResponseEntity.ok()
                    .contentType(MediaType.parseMediaType(picture.type()))
                    .cacheControl(
                            CacheControl.maxAge(java.time.Duration.ofHours(1)).cachePrivate())
                    .header("Content-Security-Policy", "default-src 'none'; sandbox")
                    .header("Content-Disposition", "inline")
                    .body(in.readNBytes(MAX_PICTURE));
        }
    }
}
