package org.tassis.admin.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.Login;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;

/// `/api/v1/browsers`: who is logged in to the pages, whosever browser it is. Operators only; those of one
/// mailbox are with the mailbox.
@RestController
@RequestMapping("/api/v1/browsers")
final class BrowserController {
    private final Desk desk;

    BrowserController(Desk desk) {
        this.desk = desk;
    }

    @About("A browser that is logged in to the pages.")
    record Browser(
            @About("Of its session; nobody gets in with it.")
            String key,

            Login login,
            @About("Whether it is an operator's.") boolean operator,
            Instant opened,
            Instant seen,

            @About("When it ends by itself.") Instant expires,

            @About("Address of the client when it was last seen.")
            String from,

            @About("What it says it is; a stranger may have written it.")
            String client) {}

    @About("The one seen last first.")
    record BrowserList(List<Browser> items) {}

    @GetMapping
    @Route(area = Area.SERVER, value = "Browsers that are logged in to the pages, the one seen last first.")
    BrowserList list(
            Caller caller,
            @RequestParam(defaultValue = "") @About("A part of the login, the address or the browser's name.") String q,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(Optional.empty(), limit);
        return new BrowserList(desk.browsers(caller.visit()).open(q).stream()
                .limit(wanted.limit())
                .map(one -> new Browser(
                        one.session().key(),
                        one.login(),
                        one.operator(),
                        one.session().opened(),
                        one.session().seen(),
                        one.session().expires(),
                        one.session().from(),
                        one.session().client()))
                .toList());
    }

    @DeleteMapping("/{key}")
    @Route(area = Area.SERVER, value = "Logs a browser out.", status = 204)
    ResponseEntity<Void> end(Caller caller, @PathVariable String key) {
        if (!desk.browsers(caller.visit()).end(key)) {
            throw Refusal.notFound("There is no such browser.");
        }
        return Answers.done();
    }
}
