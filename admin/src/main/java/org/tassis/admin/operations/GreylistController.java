package org.tassis.admin.operations;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.core.EmailAddress;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.WaitingRoom;
import org.tassis.mailflow.desk.Doorkeeper;
import org.tassis.web.Visitor;

/// `/admin/greylist`: who waits at the door, and who was let in.
@Controller
final class GreylistController {
    private final Doorkeeper door;
    private final Notes notes;

    GreylistController(Doorkeeper door, Notes notes) {
        this.door = door;
        this.notes = notes;
    }

    /// One who came.
    ///
    /// @param opens when its mail is taken
    record Row(
            long id,
            String sender,
            String recipient,
            String client,
            Instant first,
            Instant last,
            long times,
            Instant opens) {}

    @GetMapping("/admin/greylist")
    String list(
            @RequestParam(name = "in", defaultValue = "false") boolean letIn,
            @RequestParam(name = "q", defaultValue = "") String words,
            Visit visit,
            Model model) {
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        List<Row> rows = door
                .list(
                        visit,
                        letIn ? org.tassis.greylist.Visitor.State.LET_IN : org.tassis.greylist.Visitor.State.WAITING,
                        WaitingRoom.MOST)
                .stream()
                .map(this::row)
                .filter(row -> (row.sender() + " " + row.recipient() + " " + row.client())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("in", letIn);
        model.addAttribute("words", words);
        model.addAttribute("now", Instant.now());
        return "admin/operations/greylist";
    }

    private Row row(org.tassis.greylist.Visitor visitor) {
        return new Row(
                visitor.id(),
                visitor.sender().map(EmailAddress::toString).orElse(""),
                visitor.recipient().toString(),
                visitor.client().getHostAddress(),
                visitor.first(),
                visitor.last(),
                visitor.attempts(),
                door.opens(visitor));
    }

    @PostMapping("/admin/greylist")
    String act(
            @RequestParam(name = "do") String what,
            @RequestParam long id,
            @RequestParam(name = "in", defaultValue = "false") boolean letIn,
            Visit visit,
            Visitor visitor) {
        Optional<org.tassis.greylist.Visitor> done =
                switch (what) {
                    case "let-in" -> door.letIn(visit, id);
                    case "forget" -> door.forget(visit, id);
                    default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
                };
        notes.tell(visitor, done.map(who -> told(what, who)).orElseGet(() -> Note.of("operations.greylist.gone")));
        return "redirect:/admin/greylist" + (letIn ? "?in=true" : "");
    }

    private static Note told(String what, org.tassis.greylist.Visitor who) {
        Note note = Note.of(
                "operations.greylist.done." + what,
                who.sender().map(EmailAddress::toString).orElse("<>"),
                who.recipient().toString());
        return what.equals("let-in")
                ? note.with(Note.Undo.of("/admin/greylist", "do", "forget", "id", Long.toString(who.id())))
                : note;
    }
}
