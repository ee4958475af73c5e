package org.tassis.admin.operations;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.directory.access.FailedLogins;
import org.tassis.directory.desk.BrowserDesk;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.ServerDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Visitor;

/// `/admin/sessions`: who is connected, with which client; and how to end that.
@Controller
final class ConnectionController {
    private static final int MOST = 500;
    private static final int FAILED = 50;

    private final Connections connections;
    private final FailedLogins logins;
    private final Desk desk;
    private final Notes notes;

    ConnectionController(Connections connections, FailedLogins logins, Desk desk, Notes notes) {
        this.connections = connections;
        this.logins = logins;
        this.desk = desk;
        this.notes = notes;
    }

    @GetMapping("/admin/sessions")
    String list(@RequestParam(name = "q", defaultValue = "") String words, Visit visit, Model model) {
        desk.server(visit).maySee();
        List<Connections.Open> all = connections.open();
        List<Connections.Open> some = matching(all, words);
        model.addAttribute("rows", some.stream().limit(MOST).toList());
        model.addAttribute("count", some.size());
        model.addAttribute("all", all.size());
        model.addAttribute(
                "protocols",
                new TreeMap<>(all.stream()
                        .collect(Collectors.groupingBy(Connections.Open::protocol, Collectors.counting()))));
        List<BrowserDesk.Browser> browsers = desk.browsers(visit).open(words);
        model.addAttribute("browsers", browsers.stream().limit(MOST).toList());
        model.addAttribute("browserCount", browsers.size());
        model.addAttribute("failed", logins.lately().stream().limit(FAILED).toList());
        model.addAttribute("words", words);
        return "admin/operations/sessions";
    }

    /// @param key of a session of the pages
    @PostMapping("/admin/sessions/end-browser")
    String endBrowser(@RequestParam(defaultValue = "") String key, Visit visit, Visitor visitor) {
        boolean ended = desk.browsers(visit).end(key);
        notes.tell(visitor, Note.of(ended ? "operations.browsers.ended" : "operations.browsers.ended.none"));
        return "redirect:/admin/sessions#browsers";
    }

    private static List<Connections.Open> matching(List<Connections.Open> all, String words) {
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(one -> (one.id() + " " + one.listener() + " " + one.from() + " "
                                + one.login().orElse("") + " " + one.client())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .toList();
    }

    /// @param id empty: all that match the words
    @PostMapping("/admin/sessions/end")
    String end(
            @RequestParam(defaultValue = "") String id,
            @RequestParam(name = "q", defaultValue = "") String words,
            Visit visit,
            Visitor visitor) {
        desk.server(visit).mayRun();
        List<Connections.Open> chosen = id.isEmpty() && words.isBlank()
                ? List.of()
                : connections.open().stream()
                        .filter(one -> id.isEmpty() || one.id().equals(id))
                        .filter(one ->
                                !id.isEmpty() || !matching(List.of(one), words).isEmpty())
                        .toList();
        int ended = 0;
        for (Connections.Open one : chosen) {
            ended += desk.server(visit)
                            .run(
                                    () -> connections.end(one.id()),
                                    done -> done ? Optional.of(told(one)) : Optional.empty())
                    ? 1
                    : 0;
        }
        String key = ended == 0 ? "none" : ended == 1 ? "one" : "many";
        notes.tell(visitor, Note.of("operations.sessions.ended." + key, Integer.toString(ended)));
        return "redirect:/admin/sessions";
    }

    private static ServerDesk.Done told(Connections.Open one) {
        ServerDesk.Done done = ServerDesk.Done.of("session end", one.id()).from("client", one.from());
        for (Map.Entry<String, String> fact :
                Map.of("login", one.login().orElse(""), "program", one.client()).entrySet()) {
            done = fact.getValue().isEmpty() ? done : done.from(fact.getKey(), fact.getValue());
        }
        return done;
    }
}
