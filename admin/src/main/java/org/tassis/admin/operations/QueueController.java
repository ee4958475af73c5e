package org.tassis.admin.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Slice;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.desk.QueueRoom;
import org.tassis.mailflow.desk.TraceRoom;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.remote.Routes;
import org.tassis.mailflow.trace.Told;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.web.LocalPath;
import org.tassis.web.Visitor;

/// `/admin/queue`: what waits to be brought elsewhere.
@Controller
final class QueueController {
    private static final int PAGE = 500;

    /// A form that takes something back names so many rows.
    private static final int UNDONE = 200;

    private final QueueRoom queue;
    private final TraceRoom trace;
    private final Notes notes;

    QueueController(QueueRoom queue, TraceRoom trace, Notes notes) {
        this.queue = queue;
        this.trace = trace;
        this.notes = notes;
    }

    /// What people look for.
    record Search(String words, String destination, boolean held) {
        QueueFilter filter() {
            return new QueueFilter(
                    Optional.of(words.strip()).filter(text -> !text.isEmpty()),
                    Optional.of(destination.strip()).filter(text -> !text.isEmpty()),
                    held ? Optional.of(Queued.State.HELD) : Optional.empty());
        }
    }

    @GetMapping("/admin/queue")
    String list(
            @RequestParam(name = "q", defaultValue = "") String words,
            @RequestParam(defaultValue = "") String destination,
            @RequestParam(defaultValue = "false") boolean held,
            @RequestParam(defaultValue = "0") long after,
            Visit visit,
            Model model) {
        Search search = new Search(words, destination, held);
        Slice<Queued> rows =
                Slice.of(limit -> queue.find(visit, search.filter(), after, limit), row -> Long.toString(row.id()));
        if (runs(visit)) {
            model.addAttribute("figures", queue.figures(visit));
        }
        model.addAttribute("runs", runs(visit));
        model.addAttribute("search", search);
        model.addAttribute("rows", rows);
        model.addAttribute("started", after == 0);
        return "admin/operations/queue";
    }

    /// Domain administrators see what is theirs, and leave it alone.
    private static boolean runs(Visit visit) {
        return visit.actor() instanceof Actor.Operator;
    }

    @GetMapping("/admin/queue/{id:[0-9]{1,18}}")
    String one(@PathVariable long id, Visit visit, Locale language, Model model) {
        Queued row = queue.row(visit, id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Instant now = Instant.now();
        model.addAttribute("row", row);
        model.addAttribute("runs", runs(visit));
        model.addAttribute(
                "stories",
                trace
                        .find(
                                visit,
                                new TraceQuery(
                                        List.of(row.message().id()),
                                        row.message().accepted().minus(Duration.ofHours(1)),
                                        now.plus(Duration.ofDays(1)),
                                        5))
                        .stream()
                        .map(story -> Told.of(story, language))
                        .toList());
        return "admin/operations/queued";
    }

    /// @param scope `matching`: all that the search finds, not only those chosen
    @PostMapping("/admin/queue")
    String act(
            @RequestParam(name = "do") String what,
            @RequestParam(name = "id", defaultValue = "") List<Long> ids,
            @RequestParam(defaultValue = "") String scope,
            @RequestParam(name = "q", defaultValue = "") String words,
            @RequestParam(defaultValue = "") String destination,
            @RequestParam(defaultValue = "false") boolean held,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "false") boolean sure,
            @RequestParam(defaultValue = "/admin/queue") String back,
            Visit visit,
            Visitor visitor,
            Model model) {
        Search search = new Search(words, destination, held);
        String home = LocalPath.of(back)
                .filter(path -> path.startsWith("/admin/queue"))
                .orElse("/admin/queue");
        List<Long> chosen = scope.equals("matching") ? matching(visit, search) : ids;
        if (chosen.isEmpty()) {
            notes.tell(visitor, Note.of("operations.queue.none"));
            return "redirect:" + home;
        }
        switch (what) {
            case "hold" -> told(visitor, what, "release", queue.hold(visit, chosen));
            case "release" -> told(visitor, what, "hold", queue.release(visit, chosen));
            case "retry" -> told(visitor, what, "", queue.retry(visit, chosen));
            case "drop" -> {
                if (!sure) {
                    model.addAttribute("rows", rows(visit, chosen));
                    model.addAttribute("ids", chosen);
                    model.addAttribute("back", home);
                    return "admin/operations/drop";
                }
                told(visitor, what, "", queue.drop(visit, chosen));
                home = home.matches("/admin/queue/[0-9]+") ? "/admin/queue" : home;
            }
            case "reroute" -> reroute(visit, visitor, chosen, to);
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        return "redirect:" + home;
    }

    private void reroute(Visit visit, Visitor visitor, List<Long> chosen, String to) {
        Optional<String> destination = Routes.destination(to);
        if (destination.isEmpty()) {
            notes.tell(visitor, Note.of("operations.queue.nodestination", to.strip()));
            return;
        }
        List<String> before =
                rows(visit, chosen).stream().map(Queued::destination).distinct().toList();
        List<Queued> moved = queue.reroute(visit, chosen, destination.get());
        Note note = Note.of("operations.queue.done.reroute", Integer.toString(moved.size()), destination.get());
        notes.tell(
                visitor,
                before.size() == 1
                                && moved.size() <= UNDONE
                                && Routes.destination(before.getFirst()).isPresent()
                        ? note.with(Note.Undo.of(
                                "/admin/queue", "do", "reroute", "to", before.getFirst(), "id", ids(moved)))
                        : note);
    }

    private void told(Visitor visitor, String what, String undo, List<Queued> rows) {
        Note note = Note.of("operations.queue.done." + what, Integer.toString(rows.size()));
        notes.tell(
                visitor,
                undo.isEmpty() || rows.isEmpty() || rows.size() > UNDONE
                        ? note
                        : note.with(Note.Undo.of("/admin/queue", "do", undo, "id", ids(rows))));
    }

    private static String ids(List<Queued> rows) {
        return rows.stream().map(row -> Long.toString(row.id())).collect(Collectors.joining(","));
    }

    private List<Queued> rows(Visit visit, List<Long> ids) {
        return ids.stream()
                .limit(UNDONE)
                .map(id -> queue.row(visit, id))
                .flatMap(Optional::stream)
                .toList();
    }

    private List<Long> matching(Visit visit, Search search) {
        List<Long> all = new ArrayList<>();
        Function<Long, List<Queued>> page = after -> queue.find(visit, search.filter(), after, PAGE);
        for (List<Queued> some = page.apply(0L);
                !some.isEmpty();
                some = page.apply(some.getLast().id())) {
            some.forEach(row -> all.add(row.id()));
        }
        return all;
    }
}
