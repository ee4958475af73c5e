package org.tassis.webmail.history;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.store.MailStore;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.JournalQuery;
import org.tassis.web.Times;
import org.tassis.web.Visitor;
import org.tassis.webmail.mail.Folder;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Mail;

/// `/webmail/history`: what was changed in the mailbox in the last thirty days, by whichever program, and
/// taking it back.
@Controller
final class HistoryController {
    private static final int SHOWN = 50;
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final Map<String, Set<Deed.Kind>> KINDS = Map.of(
            "moves", Set.of(Deed.Kind.MOVED, Deed.Kind.COPIED),
            "deletions", Set.of(Deed.Kind.DELETED, Deed.Kind.RESTORED, Deed.Kind.HIDDEN),
            "flags", Set.of(Deed.Kind.FLAGGED),
            "folders", Set.of(Deed.Kind.FOLDER_CREATED, Deed.Kind.FOLDER_RENAMED, Deed.Kind.FOLDER_DELETED));

    private final MailStore store;
    private final Mail mail;
    private final Frame frame;
    private final UndoRuns runs;
    private final MessageSource messages;
    private final Times times;

    HistoryController(MailStore store, Mail mail, Frame frame, UndoRuns runs, MessageSource messages, Times times) {
        this.store = store;
        this.mail = mail;
        this.frame = frame;
        this.runs = runs;
        this.messages = messages;
        this.times = times;
    }

    /// One entry as the page shows it.
    ///
    /// @param time       of day, or from when to when
    /// @param undoing    it took another one back itself
    /// @param undone     how many of `parts` were taken back
    /// @param impossible why it cannot be taken back, empty when that is to be tried
    public record Line(
            long id,
            String what,
            String who,
            String address,
            String time,
            Instant at,
            boolean undoing,
            long undone,
            long parts,
            boolean whole,
            String impossible) {}

    /// What happened on one day.
    public record Day(String name, List<Line> lines) {}

    /// @param done of `parts`
    public record Running(String what, long done, long parts) {}

    /// @param good all of it was taken back
    public record Ended(String text, boolean good) {}

    /// @param folder id of one, empty for all
    /// @param kind   `moves`, `deletions`, `flags`, `folders`; anything else for all
    /// @param before id of an entry: those before it
    @GetMapping("/webmail/history")
    String show(
            Visitor visitor,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String before,
            HttpServletRequest request,
            Model model) {
        AccountId account = visitor.account().id();
        frame.fill(model, visitor, 0, request);
        Telling telling = telling(model);
        tellRun(account, telling, model);
        Optional<MailboxId> mailbox = number(folder).map(MailboxId::new);
        mailbox.ifPresent(id -> mail.mailbox(visitor, id));
        List<JournalEntry> entries = store.journal()
                .entries(
                        account,
                        new JournalQuery(
                                number(before).orElse(Long.MAX_VALUE),
                                SHOWN + 1,
                                mailbox,
                                KINDS.getOrDefault(kind, Set.of())));
        List<JournalEntry> shown = entries.subList(0, Math.min(SHOWN, entries.size()));
        model.addAttribute("days", days(visitor, shown, telling));
        model.addAttribute("older", entries.size() > SHOWN ? shown.getLast().id() : 0L);
        model.addAttribute("first", number(before).isEmpty());
        model.addAttribute(
                "folder", mailbox.map(id -> String.valueOf(id.value())).orElse(""));
        model.addAttribute("kind", KINDS.containsKey(kind) ? kind : "");
        model.addAttribute("before", number(before).map(String::valueOf).orElse(""));
        return "webmail/history/list";
    }

    /// Waits a little for the end; what takes longer goes on, and the page tells how far it is.
    ///
    /// @param id of an entry of this visitor's own
    @PostMapping("/webmail/history/undo")
    String undo(
            Visitor visitor,
            @RequestParam long id,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String before) {
        runs.begin(entry(visitor, id), Actor.present(), PATIENCE);
        UriComponentsBuilder back = UriComponentsBuilder.fromPath("/webmail/history");
        number(folder).ifPresent(value -> back.queryParam("folder", value));
        if (KINDS.containsKey(kind)) {
            back.queryParam("kind", kind);
        }
        number(before).ifPresent(value -> back.queryParam("before", value));
        return "redirect:" + back.toUriString();
    }

    /// Which messages an entry is about.
    @GetMapping("/webmail/history/{id:[1-9][0-9]{0,17}}")
    String about(Visitor visitor, @PathVariable long id, HttpServletRequest request, Model model) {
        JournalEntry entry = entry(visitor, id);
        frame.fill(model, visitor, 0, request);
        Telling telling = telling(model);
        model.addAttribute("line", line(visitor, entry, telling));
        model.addAttribute("day", day(LocalDate.ofInstant(entry.at(), times.zone())));
        Concerned concerned = Concerned.by(store, entry);
        model.addAttribute("concerned", concerned.messages());
        model.addAttribute("others", concerned.others());
        return "webmail/history/entry";
    }

    /// @throws ResponseStatusException 404, for entries of others as for those that never were
    private JournalEntry entry(Visitor visitor, long id) {
        return store.journal()
                .entry(visitor.account().id(), id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private static Optional<Long> number(String text) {
        return text.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private Telling telling(Model model) {
        List<Folder> folders = (List<Folder>) model.asMap().getOrDefault("folders", List.of());
        Telling telling = new Telling(messages, LocaleContextHolder.getLocale(), folders);
        List<Map.Entry<String, String>> choices = new ArrayList<>();
        for (Folder one : folders) {
            choices.add(Map.entry(String.valueOf(one.id()), telling.name(one)));
        }
        model.addAttribute("choices", choices);
        return telling;
    }

    private void tellRun(AccountId account, Telling telling, Model model) {
        runs.news(account).ifPresent(run -> {
            Deed deed = run.entry().deed();
            if (run.isRunning()) {
                model.addAttribute(
                        "running", new Running(telling.what(deed), run.done().get(), deed.parts()));
            } else {
                model.addAttribute(
                        "ended",
                        run.outcome()
                                .map(outcome -> new Ended(
                                        telling.ended(deed, outcome),
                                        outcome.why().isEmpty()))
                                .orElseGet(() -> new Ended(text("history.outcome.failed"), false)));
            }
        });
    }

    private String text(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }

    private List<Day> days(Visitor visitor, List<JournalEntry> entries, Telling telling) {
        List<Day> days = new ArrayList<>();
        Optional<LocalDate> open = Optional.empty();
        List<Line> lines = new ArrayList<>();
        ZoneId zone = times.zone();
        for (JournalEntry entry : entries) {
            LocalDate date = LocalDate.ofInstant(entry.at(), zone);
            if (open.isEmpty() || !open.get().equals(date)) {
                lines = new ArrayList<>();
                days.add(new Day(day(date), lines));
                open = Optional.of(date);
            }
            lines.add(line(visitor, entry, telling));
        }
        return days;
    }

    private String day(LocalDate date) {
        LocalDate today = LocalDate.now(times.zone());
        if (date.equals(today)) {
            return text("history.today");
        }
        if (date.equals(today.minusDays(1))) {
            return text("history.yesterday");
        }
        return Times.day(date, LocaleContextHolder.getLocale());
    }

    private Line line(Visitor visitor, JournalEntry entry, Telling telling) {
        Locale language = LocaleContextHolder.getLocale();
        String from = Times.clock(entry.at().atZone(times.zone()), language);
        String to = Times.clock(entry.until().atZone(times.zone()), language);
        Actor actor = entry.actor();
        return new Line(
                entry.id(),
                telling.what(entry.deed()),
                telling.who(actor, visitor.account().login().value()),
                actor.address(),
                from.equals(to) ? from : from + "–" + to,
                entry.at(),
                actor.undoes() > 0,
                entry.undone(),
                entry.deed().parts(),
                entry.isUndone(),
                telling.impossible(entry));
    }
}
