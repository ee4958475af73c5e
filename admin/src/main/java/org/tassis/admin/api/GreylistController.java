package org.tassis.admin.api;

import java.time.Duration;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Action;
import org.tassis.directory.desk.Desk;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.Trust;
import org.tassis.greylist.Trusted;
import org.tassis.greylist.Visitor;
import org.tassis.greylist.WaitingRoom;
import org.tassis.mailflow.desk.Doorkeeper;

/// `/api/v1/greylist`: strangers that were asked to come again. Operators see all of them, others those who
/// want to a mailbox of theirs.
@RestController
@RequestMapping("/api/v1/greylist")
final class GreylistController {
    private static final Action EVERYTHING = new Action.OnServer(Action.ServerAct.SEE_EVERYTHING);

    private final Desk desk;
    private final ObjectProvider<ApiParts> parts;

    GreylistController(Desk desk, ObjectProvider<ApiParts> parts) {
        this.desk = desk;
        this.parts = parts;
    }

    @About("Somebody with mail for a recipient, who waits or was let in.")
    record Waiting(
            @About("A number of up to 19 digits, as a text.")
            String id,

            @About("`waiting` or `let-in`.") String state,
            @About("Null: a message of a mail system.") Optional<EmailAddress> sender,
            EmailAddress recipient,

            @About("Login of the mailbox that it leads to; null: several, or none.")
            Optional<Login> mailbox,

            @About("The address of the client that came last.")
            String client,

            Instant first,
            Instant last,
            long attempts,

            @About("From when on it is taken, when it waits.")
            Optional<Instant> taken) {}

    @About("Who came last is first.")
    record WaitingRoomList(List<Waiting> items) {}

    @About("Who need not wait any more.")
    record TrustedSender(
            @About("A number of up to 19 digits, as a text.")
            String id,

            @About("The network it sends from; null: wherever its domain's SPF record says.")
            Optional<String> network,

            @About("Its address with numbers made alike, or its domain; empty: messages of mail systems.")
            String sender,

            @About("When it was first trusted.") Instant since,
            @About("When it last sent, a day more or less.") Instant last) {}

    @About("How long a mailbox lets everybody in.")
    record GreylistPause(@About("0 ends it; 1440 at most.") int minutes) {}

    @About("Until when a mailbox lets everybody in.")
    record GreylistOpen(Instant until) {}

    private Greylist greylist() {
        return parts.getObject().greylist();
    }

    private AccountRecord mailbox(Caller caller, String name) {
        AccountRecord record = desk.mailboxes(caller.visit()).find(name);
        desk.server(caller.visit()).may(of(record));
        return record;
    }

    private static Action of(AccountRecord record) {
        return new Action.OnMailbox(
                Action.MailboxAct.PREFERENCES,
                record.customer(),
                record.account().id());
    }

    @GetMapping
    @Route(area = Area.GREYLIST, value = "Who waits, or was let in; of one mailbox, or for operators of all.")
    WaitingRoomList list(
            Caller caller,
            @RequestParam(defaultValue = "waiting") @About("`waiting` or `let-in`.") String state,
            @RequestParam @About("Its login or one of its addresses.") Optional<String> mailbox,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > Page.MOST || limit > WaitingRoom.MOST) {
            throw Refusal.invalid("limit", "A list has 1 to " + Page.MOST + " items.");
        }
        Visitor.State wanted = Arrays.stream(Visitor.State.values())
                .filter(one -> JsonValues.word(one).equals(state))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("state", "A state is waiting or let-in."));
        Optional<AccountRecord> owner = mailbox.map(name -> mailbox(caller, name));
        if (owner.isEmpty()) {
            desk.server(caller.visit()).may(EVERYTHING);
        }
        return new WaitingRoomList(
                greylist().visitors(wanted, owner.map(record -> record.account().id()), limit).stream()
                        .map(this::write)
                        .toList());
    }

    @PostMapping("/{id}/let-in")
    @Route(area = Area.GREYLIST, value = "Takes mail of who waits from now on.", status = 204)
    ResponseEntity<Void> letIn(Caller caller, @PathVariable String id) {
        return act(caller, id, "let in", greylist()::letIn);
    }

    @DeleteMapping("/{id}")
    @Route(area = Area.GREYLIST, value = "Forgets who came: it waits anew, also when it was let in.", status = 204)
    ResponseEntity<Void> forget(Caller caller, @PathVariable String id) {
        return act(caller, id, "forget", greylist()::forget);
    }

    @GetMapping("/trusted")
    @Route(area = Area.GREYLIST, value = "Who need not wait any more, who sent last first; for operators.")
    Page<TrustedSender> trusted(
            Caller caller,
            @RequestParam(defaultValue = "") @About("A part of the sender, its network or its domain.") String q,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        return Page.of(
                door().trusted(caller.visit(), q, wanted.after(GreylistController::place), limit + 1),
                wanted,
                trust -> trust.last().toEpochMilli() + "-" + trust.id(),
                GreylistController::write);
    }

    @About("Who need not wait any more from now on.")
    record NewTrustedSender(
            @About("Address of a client, which its neighbours count with; null: wherever the domain's SPF record says.")
            Optional<String> network,

            @About("Its address, empty for messages of mail systems; without a network a domain.")
            String sender) {}

    @PostMapping("/trusted")
    @Route(area = Area.GREYLIST, value = "Trusts somebody, who need not wait from now on; for operators.", status = 201)
    ResponseEntity<TrustedSender> trust(Caller caller, @RequestBody NewTrustedSender wanted) {
        desk.server(caller.visit()).mayRun();
        Trusted who = greylist()
                .whom(wanted.network(), wanted.sender().strip())
                .orElseThrow(() -> wanted.network().isEmpty()
                        ? Refusal.invalid("sender", "Without a network the sender is a domain such as example.org.")
                        : Refusal.invalid(
                                "network",
                                "This needs the address of a client, such as 192.0.2.7, and the address of a sender."));
        Trust trust = door().trust(caller.visit(), who);
        return Answers.made("greylist/trusted", Long.toString(trust.id()), write(trust));
    }

    @DeleteMapping("/trusted/{id}")
    @Route(area = Area.GREYLIST, value = "Trusts somebody no more: it waits anew; for operators.", status = 204)
    ResponseEntity<Void> distrust(Caller caller, @PathVariable String id) {
        long number;
        try {
            number = Long.parseLong(id);
        } catch (NumberFormatException e) {
            number = 0; // nobody's
        }
        if (door().distrust(caller.visit(), number).isEmpty()) {
            throw Refusal.notFound("Nobody of that number is trusted.");
        }
        return Answers.done();
    }

    private Doorkeeper door() {
        return new Doorkeeper(desk, greylist());
    }

    private static Optional<Trust.Place> place(String key) {
        String[] parts = key.split("-", 2);
        try {
            return Optional.of(
                    new Trust.Place(Instant.ofEpochMilli(Long.parseLong(parts[0])), Long.parseLong(parts[1])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static TrustedSender write(Trust trust) {
        String id = Long.toString(trust.id());
        return switch (trust.who()) {
            case Trusted.Pair(var network, var sender) ->
                new TrustedSender(id, Optional.of(network.toString()), sender, trust.since(), trust.last());
            case Trusted.Domain(var domain) ->
                new TrustedSender(id, Optional.empty(), domain.ascii(), trust.since(), trust.last());
        };
    }

    @PutMapping("/pauses/{mailbox}")
    @Route(area = Area.GREYLIST, value = "Lets everybody in to a mailbox for a while.")
    GreylistOpen pause(Caller caller, @PathVariable String mailbox, @RequestBody GreylistPause wanted) {
        Duration time = Duration.ofMinutes(wanted.minutes());
        if (time.isNegative() || time.compareTo(Greylist.LONGEST_OPEN) > 0) {
            throw Refusal.invalid("minutes", "0 to " + Greylist.LONGEST_OPEN.toMinutes() + " minutes.");
        }
        AccountRecord record = mailbox(caller, mailbox);
        Account account = record.account();
        return new GreylistOpen(desk.server(caller.visit())
                .act(of(record), "greylist pause", account.login().value(), () -> greylist()
                        .open(account.id(), time)));
    }

    private ResponseEntity<Void> act(
            Caller caller, String id, String word, java.util.function.Consumer<Visitor> change) {
        Visitor visitor = visitor(id);
        Action action = action(caller, visitor);
        desk.server(caller.visit())
                .act(action, "greylist " + word, visitor.recipient().toString(), () -> {
                    change.accept(visitor);
                    return id;
                });
        return Answers.done();
    }

    /// What is nobody's, or somebody else's, is as if it were not there.
    private Action action(Caller caller, Visitor visitor) {
        Optional<AccountRecord> owner = visitor.owner().flatMap(desk.directory()::visitor);
        try {
            Action action = owner.map(GreylistController::of).orElse(EVERYTHING);
            desk.server(caller.visit()).may(action);
            return action;
        } catch (DirectoryException e) {
            throw gone();
        }
    }

    private Visitor visitor(String id) {
        try {
            return greylist().visitor(Long.parseLong(id)).orElseThrow(GreylistController::gone);
        } catch (NumberFormatException e) {
            throw gone();
        }
    }

    private static Refusal gone() {
        return Refusal.notFound("There is no such entry in the waiting room.");
    }

    private Waiting write(Visitor visitor) {
        return new Waiting(
                Long.toString(visitor.id()),
                JsonValues.word(visitor.state()),
                visitor.sender(),
                visitor.recipient(),
                visitor.owner().flatMap(desk.directory()::account).map(Account::login),
                visitor.client().getHostAddress(),
                visitor.first(),
                visitor.last(),
                visitor.attempts(),
                visitor.state() == Visitor.State.WAITING
                        ? Optional.of(greylist().opens(visitor))
                        : Optional.empty());
    }
}
