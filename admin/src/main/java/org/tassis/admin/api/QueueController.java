package org.tassis.admin.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.EmailAddress;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.desk.QueueRoom;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.QueueFigures;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.remote.Routes;

/// `/api/v1/queue`: mail that waits to be brought elsewhere. Operators see and change all of it; domain
/// administrators see what is of their mailboxes and domains.
@RestController
@RequestMapping("/api/v1/queue")
final class QueueController {
    private final Desk desk;
    private final ObjectProvider<ApiParts> parts;

    QueueController(Desk desk, ObjectProvider<ApiParts> parts) {
        this.desk = desk;
        this.parts = parts;
    }

    @About("One recipient of one message that waits.")
    record QueueEntry(
            long id,

            @About("The id of the message, as the trace has it.")
            String message,

            @About("Empty: a message of a mail system.") String sender,
            String recipient,
            @About("A domain, or host:port.") String destination,
            @About("`waiting` or `held`.") String state,
            Instant accepted,
            @About("When it is tried next.") Instant due,
            @About("When it is given up.") Instant expires,
            @About("How often it was tried.") int attempts,
            @About("Octets of the message.") long size,
            @About("What the last attempt ended with.") Optional<String> last) {}

    @About("The queue in numbers.")
    record QueueNumbers(
            long waiting,
            long held,
            @About("When the oldest message was accepted.") Optional<Instant> oldest) {}

    @About("Where mail is to go instead.")
    record Reroute(
            @About("A server as host:port, or a domain whose servers are to get it.")
            String destination) {}

    private QueueRoom queue() {
        return new QueueRoom(desk, parts.getObject().queue());
    }

    private static QueueEntry write(Queued row) {
        return new QueueEntry(
                row.id(),
                row.message().id(),
                row.message().sender().map(EmailAddress::toString).orElse(""),
                row.address().toString(),
                row.destination(),
                JsonValues.word(row.state()),
                row.message().accepted(),
                row.due(),
                row.expires(),
                row.attempts(),
                row.message().size(),
                row.lastStatus().map(DeliveryStatus::toString));
    }

    @GetMapping
    @Route(area = Area.QUEUE, value = "Entries, the oldest first; for domain administrators those of their own mail.")
    Page<QueueEntry> list(
            Caller caller,
            @RequestParam @About("A part of recipient, sender or id of the message.") Optional<String> q,
            @RequestParam @About("Only for this one.") Optional<String> destination,
            @RequestParam @About("`waiting` or `held`.") Optional<String> state,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        Optional<Queued.State> held = state.map(word -> Arrays.stream(Queued.State.values())
                .filter(one -> JsonValues.word(one).equals(word))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("state", "A state is waiting or held.")));
        return Page.of(
                queue().find(caller.visit(), new QueueFilter(q, destination, held), wanted.afterNumber(), limit + 1),
                wanted,
                Queued::id,
                QueueController::write);
    }

    @GetMapping("/figures")
    @Route(area = Area.QUEUE, value = "The queue in numbers; for operators.")
    QueueNumbers figures(Caller caller) {
        QueueFigures figures = queue().figures(caller.visit());
        return new QueueNumbers(figures.waiting(), figures.held(), figures.oldest());
    }

    @GetMapping("/{entry}")
    @Route(area = Area.QUEUE, value = "One entry.")
    QueueEntry show(Caller caller, @PathVariable long entry) {
        return write(queue().row(caller.visit(), entry).orElseThrow(QueueController::gone));
    }

    @PostMapping("/{entry}/hold")
    @Route(area = Area.QUEUE, value = "Keeps an entry from being tried, until it is released.")
    QueueEntry hold(Caller caller, @PathVariable long entry) {
        return done(queue().hold(caller.visit(), List.of(entry)));
    }

    @PostMapping("/{entry}/release")
    @Route(area = Area.QUEUE, value = "Tries a held entry again.")
    QueueEntry release(Caller caller, @PathVariable long entry) {
        return done(queue().release(caller.visit(), List.of(entry)));
    }

    @PostMapping("/{entry}/retry")
    @Route(area = Area.QUEUE, value = "Tries an entry now.")
    QueueEntry retry(Caller caller, @PathVariable long entry) {
        return done(queue().retry(caller.visit(), List.of(entry)));
    }

    @PostMapping("/{entry}/reroute")
    @Route(area = Area.QUEUE, value = "Sends an entry another way, now.")
    QueueEntry reroute(Caller caller, @PathVariable long entry, @RequestBody Reroute wanted) {
        String destination = Routes.destination(wanted.destination())
                .orElseThrow(() -> Refusal.invalid("destination", "A destination is host:port, or a domain."));
        return done(queue().reroute(caller.visit(), List.of(entry), destination));
    }

    @DeleteMapping("/{entry}")
    @Route(area = Area.QUEUE, value = "Forgets an entry. Nobody is told.", status = 204)
    ResponseEntity<Void> drop(Caller caller, @PathVariable long entry) {
        done(queue().drop(caller.visit(), List.of(entry)));
        return Answers.done();
    }

    private static QueueEntry done(List<Queued> rows) {
        return write(rows.stream().findFirst().orElseThrow(QueueController::gone));
    }

    private static Refusal gone() {
        return Refusal.notFound("There is no such entry in the queue.");
    }
}
