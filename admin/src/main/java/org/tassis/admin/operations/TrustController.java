package org.tassis.admin.operations;

import java.time.Instant;
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
import org.tassis.admin.frame.Slice;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Trust;
import org.tassis.greylist.Trusted;
import org.tassis.mailflow.desk.Doorkeeper;
import org.tassis.web.Visitor;

/// `/admin/greylist/trusted`: who need not wait any more.
@Controller
final class TrustController {
    private static final String PATH = "/admin/greylist/trusted";

    private final Doorkeeper door;
    private final Notes notes;

    TrustController(Doorkeeper door, Notes notes) {
        this.door = door;
        this.notes = notes;
    }

    /// @param network empty: from wherever the domain says
    record Row(long id, String sender, String network, Instant since, Instant last) {
        static Row of(Trust trust) {
            return switch (trust.who()) {
                case Trusted.Pair(var network, var sender) ->
                    new Row(trust.id(), sender, network.toString(), trust.since(), trust.last());
                case Trusted.Domain(var domain) ->
                    new Row(trust.id(), domain.unicode(), "", trust.since(), trust.last());
            };
        }
    }

    @GetMapping(PATH)
    String list(
            @RequestParam(name = "q", defaultValue = "") String words,
            @RequestParam(defaultValue = "") String after,
            Visit visit,
            Model model) {
        Optional<Trust.Place> place = after.isEmpty() ? Optional.empty() : Optional.of(place(after));
        Slice<Trust> slice = Slice.of(
                limit -> door.trusted(visit, words.strip(), place, limit),
                trust -> trust.last().toEpochMilli() + "-" + trust.id());
        model.addAttribute("slice", slice.map(Row::of));
        model.addAttribute("words", words.strip());
        model.addAttribute("started", after.isEmpty());
        return "admin/operations/trusted";
    }

    private static Trust.Place place(String after) {
        String[] parts = after.split("-", 2);
        try {
            return new Trust.Place(Instant.ofEpochMilli(Long.parseLong(parts[0])), Long.parseLong(parts[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
    }

    /// @param network with `sender`, of whom is trusted again: what was forgotten is taken back
    @PostMapping(PATH)
    String act(
            @RequestParam(name = "do") String what,
            @RequestParam(defaultValue = "0") long id,
            @RequestParam(defaultValue = "") String network,
            @RequestParam(defaultValue = "") String sender,
            Visit visit,
            Visitor visitor) {
        switch (what) {
            case "forget" ->
                notes.tell(
                        visitor,
                        door.distrust(visit, id)
                                .map(TrustController::forgotten)
                                .orElseGet(() -> Note.of("operations.greylist.gone")));
            case "trust" -> {
                door.trust(visit, who(network, sender));
                notes.tell(visitor, Note.of("operations.greylist.done.trust", sender));
            }
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        return "redirect:" + PATH;
    }

    private static Note forgotten(Trust trust) {
        String sender = Row.of(trust).sender();
        return Note.of("operations.greylist.done.distrust", sender.isEmpty() ? "<>" : sender)
                .with(Note.Undo.of(
                        PATH,
                        "do",
                        "trust",
                        "network",
                        Row.of(trust).network(),
                        "sender",
                        trust.who() instanceof Trusted.Domain(var domain) ? domain.ascii() : sender));
    }

    private static Trusted who(String network, String sender) {
        Optional<Trusted> who = network.isEmpty()
                ? DomainName.parse(sender).map(Trusted.Domain::new)
                : Cidr.parse(network).map(cidr -> new Trusted.Pair(cidr, sender));
        return who.filter(_ -> sender.length() <= 600)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST));
    }
}
