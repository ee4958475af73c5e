package org.tassis.webmail.settings;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.directory.Account;
import org.tassis.mailflow.desk.OwnPost;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.Told;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.web.Visitor;

/// `/webmail/settings/arrivals`: what became of mail to and from the visitor, in plain sentences.
@Controller
final class ArrivalsController {
    private static final List<Integer> DAYS = List.of(1, 7, 30, 90);
    private static final int MAX = 300;

    private final ObjectProvider<OwnPost> post;

    ArrivalsController(ObjectProvider<OwnPost> post) {
        this.post = post;
    }

    @GetMapping("/webmail/settings/arrivals")
    String find(
            Visitor visitor,
            @RequestParam(defaultValue = "") String person,
            @RequestParam(defaultValue = "") String subject,
            @RequestParam(defaultValue = "7") int days,
            Locale language,
            Model model) {
        OwnPost own = Optional.ofNullable(post.getIfAvailable())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        int range = DAYS.contains(days) ? days : 7;
        Instant now = Instant.now();
        OwnPost.Found found = own.find(
                visitor.account(),
                new OwnPost.Wanted(
                        cut(person), cut(subject), now.minus(Duration.ofDays(range)), now.plus(Duration.ofDays(1))));
        model.addAttribute("person", cut(person));
        model.addAttribute("subject", cut(subject));
        model.addAttribute("days", range);
        model.addAttribute("ranges", DAYS);
        model.addAttribute("cut", found.cut());
        model.addAttribute(
                "stories",
                found.stories().stream()
                        .map(story -> told(visitor.account(), story, language))
                        .toList());
        return "webmail/settings/arrivals";
    }

    /// What came into mailboxes of others is delivered; only one's own are "your mailbox".
    private static Told told(Account account, Story story, Locale language) {
        Set<String> led = story.events().stream()
                .filter(event -> event instanceof TraceEvent.Delivered delivered
                        && delivered.login().equals(account.login().value()))
                .map(event -> ((TraceEvent.Delivered) event).recipient())
                .collect(Collectors.toSet());
        Told told = Told.of(story, language);
        Map<String, Told.Ending> byState = new LinkedHashMap<>(); // each is told once
        for (Told.Ending one : told.endings()) {
            boolean elsewhere = one.state().equals("delivered") && !led.contains(one.recipient());
            Told.Ending shown = elsewhere ? new Told.Ending(one.recipient(), one.look(), "there", one.sentence()) : one;
            byState.putIfAbsent(shown.state(), shown);
        }
        return told.ending(List.copyOf(byState.values()));
    }

    private static String cut(String text) {
        return text.length() > MAX ? text.substring(0, MAX) : text;
    }
}
