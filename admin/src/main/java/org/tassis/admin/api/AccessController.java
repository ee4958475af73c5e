package org.tassis.admin.api;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.directory.Passkey;
import org.tassis.directory.access.Area;
import org.tassis.directory.access.CredentialUse;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;

/// Who gets in to a mailbox, and who did. Making what lets in is its owner's alone.
@RestController
@RequestMapping("/api/v1/mailboxes/{mailbox}")
final class AccessController {
    private final Desk desk;

    AccessController(Desk desk) {
        this.desk = desk;
    }

    @About("A password of one program, without the password.")
    record AppPassword(
            long id,
            @About("What its owner calls it.") String label,

            @About("Where it may be used; empty: everywhere.")
            List<String> protocols,

            Instant created,
            Optional<Instant> used,
            @About("By which protocol.") Optional<String> usedBy) {}

    @About("The passwords of programs.")
    record AppPasswords(List<AppPassword> items) {}

    @About("A browser that is logged in to the pages.")
    record Session(String key, Instant opened, Instant seen, String from, String client, Instant expires) {}

    @About("Sessions of the pages, the one seen last first.")
    record Sessions(List<Session> items) {}

    @About("Logins of one day by one protocol from one address.")
    record LoginDay(
            String protocol,
            String from,

            @About("What the program says it is; may be empty.")
            String client,

            Instant first,
            Instant last,
            long times) {}

    @About("Who logged in, the last one first.")
    record LoginDays(List<LoginDay> items) {}

    private MailboxDesk mailboxes(Caller caller) {
        return desk.mailboxes(caller.visit());
    }

    @GetMapping("/app-passwords")
    @Route(area = Area.MAILBOXES, value = "The passwords of programs of a mailbox, without the passwords.")
    AppPasswords appPasswords(Caller caller, @PathVariable String mailbox) {
        List<CredentialUse> uses = mailboxes(caller).uses(mailbox);
        return new AppPasswords(mailboxes(caller).appPasswords(mailbox).stream()
                .map(credential -> {
                    Optional<CredentialUse> use = uses.stream()
                            .filter(one -> one.credential() == credential.id())
                            .findFirst();
                    return new AppPassword(
                            credential.id(),
                            credential.label(),
                            credential.protocols().stream()
                                    .sorted(Comparator.naturalOrder())
                                    .toList(),
                            credential.created(),
                            use.map(CredentialUse::at),
                            use.map(CredentialUse::protocol));
                })
                .toList());
    }

    @DeleteMapping("/app-passwords/{id}")
    @Route(area = Area.MAILBOXES, value = "Ends the password of a program.", status = 204)
    ResponseEntity<Void> removeAppPassword(Caller caller, @PathVariable String mailbox, @PathVariable long id) {
        if (mailboxes(caller).appPasswords(mailbox).stream().noneMatch(known -> known.id() == id)) {
            throw Refusal.notFound("There is no such password.");
        }
        mailboxes(caller).removeAppPassword(mailbox, id);
        return Answers.done();
    }

    @About("What a mailbox asks for beside its password.")
    record Factors(
            @About("Whether a program shows codes for it.") boolean codes,
            @About("What the owner calls the keys.") List<String> passkeys,

            @About("Recovery codes that are left.") int recoveryCodes) {}

    @GetMapping("/factors")
    @Route(area = Area.MAILBOXES, value = "What a mailbox asks for beside its password.")
    Factors factors(Caller caller, @PathVariable String mailbox) {
        var present = mailboxes(caller).factors(mailbox);
        return new Factors(
                present.codes(), present.passkeys().stream().map(Passkey::name).toList(), present.recovery());
    }

    @DeleteMapping("/factors")
    @Route(
            area = Area.MAILBOXES,
            value = "Takes the second factors off a mailbox whose owner is locked out; a letter tells the owner.",
            status = 204)
    ResponseEntity<Void> endFactors(Caller caller, @PathVariable String mailbox) {
        mailboxes(caller).endFactors(mailbox);
        return Answers.done();
    }

    @GetMapping("/logins")
    @Route(area = Area.MAILBOXES, value = "Who logged in, by day, protocol and address; of the last 90 days.")
    LoginDays logins(Caller caller, @PathVariable String mailbox, @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted.of(Optional.empty(), limit);
        return new LoginDays(mailboxes(caller).logins(mailbox, limit).stream()
                .map(login -> new LoginDay(
                        login.protocol(), login.from(), login.client(), login.first(), login.last(), login.times()))
                .toList());
    }

    @GetMapping("/sessions")
    @Route(area = Area.MAILBOXES, value = "Browsers that are logged in to the pages.")
    Sessions sessions(Caller caller, @PathVariable String mailbox) {
        return new Sessions(mailboxes(caller).sessions(mailbox).stream()
                .map(session -> new Session(
                        session.key(),
                        session.opened(),
                        session.seen(),
                        session.from(),
                        session.client(),
                        session.expires()))
                .toList());
    }

    @DeleteMapping("/sessions")
    @Route(area = Area.MAILBOXES, value = "Ends all sessions of the pages.", status = 204)
    ResponseEntity<Void> endSessions(Caller caller, @PathVariable String mailbox) {
        mailboxes(caller).endSessions(mailbox, Optional.empty());
        return Answers.done();
    }

    @DeleteMapping("/sessions/{key}")
    @Route(area = Area.MAILBOXES, value = "Ends one session of the pages.", status = 204)
    ResponseEntity<Void> endSession(Caller caller, @PathVariable String mailbox, @PathVariable String key) {
        if (mailboxes(caller).sessions(mailbox).stream()
                .noneMatch(known -> known.key().equals(key))) {
            throw Refusal.notFound("There is no such session.");
        }
        mailboxes(caller).endSessions(mailbox, Optional.of(key));
        return Answers.done();
    }
}
