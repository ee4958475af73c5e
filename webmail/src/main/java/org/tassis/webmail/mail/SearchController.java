package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.store.Mailbox;
import org.tassis.web.Times;
import org.tassis.web.Visitor;
import org.tassis.webmail.Reach.Reached;

/// `GET /webmail/search`: messages of one folder or all, the newest first. Everything but trash and junk,
/// with what others share, unless `in:` says where.
@Controller
final class SearchController {
    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final int MAX_QUERY = 500;

    /// Whoever uses these wants exactly that.
    private static final Pattern OPERATOR = Pattern.compile("(^|\\s)(-|[A-Za-z]{2,10}:)");

    private final Mail mail;
    private final Searching searching;
    private final Frame frame;
    private final MessageSource messages;
    private final Times times;

    SearchController(Mail mail, Searching searching, Frame frame, MessageSource messages, Times times) {
        this.mail = mail;
        this.searching = searching;
        this.frame = frame;
        this.messages = messages;
        this.times = times;
    }

    /// @param key what is told below the list
    record Further(String key, String next, boolean unfinished) {}

    @GetMapping("/webmail/search")
    String search(
            Visitor visitor,
            @RequestParam(name = "q", defaultValue = "") String typed,
            @RequestParam(defaultValue = "") String from,
            HttpServletRequest request,
            Model model) {
        String text = typed.length() > MAX_QUERY ? typed.substring(0, MAX_QUERY) : typed;
        Query query = Query.parse(text, times.zone());
        if (query.isEmpty()) {
            return "redirect:/webmail";
        }
        Locale language = LocaleContextHolder.getLocale();
        List<Reached> reached = mail.reach().others(visitor.account().id());
        List<Reached> others = reached.stream().filter(Reached::isShown).toList();
        List<Mailbox> all = new ArrayList<>(mail.mailboxes(visitor));
        Map<Long, String> names = ConversationController.names(all, messages);
        others.forEach(one -> all.add(one.mailbox()));
        names.putAll(SharedBy.names(SharedBy.of(mail.reach(), mail.store(), reached, language), messages, language));
        List<Mailbox> chosen = chosen(visitor, all, names, query.in()).stream()
                .filter(one -> query.outside().stream().noneMatch(word -> isCalled(visitor, one, names, word)))
                .toList();
        Searching.Found found = searching.run(chosen, query, Searching.Cursor.parse(from), PATIENCE);
        boolean more = !found.next().equals(Searching.Cursor.START);
        String told = !more
                ? tell("search.complete")
                : found.unfinished()
                        ? tell("search.unfinished", times.brief(found.reached()))
                        : tell("search.more", times.brief(found.reached()));
        if (found.rows().isEmpty()
                && !more
                && from.isEmpty()
                && !OPERATOR.matcher(text).find()) {
            found = searching.similar(chosen, text);
            told = found.rows().isEmpty() ? told : tell("search.similar");
        }
        List<Row> rows = found.rows();
        model.addAttribute("query", text);
        model.addAttribute("list", new Listing(rows, 1, 1, rows.size(), 1, rows.size()));
        model.addAttribute("found", new Further(told, more ? found.next().toString() : "", found.unfinished()));
        model.addAttribute("inFiles", found.inFiles());
        model.addAttribute("rowFolders", names);
        model.addAttribute("folderKey", "search.all");
        model.addAttribute("emptiable", false);
        model.addAttribute("only", "all");
        model.addAttribute("asked", ListQuery.NONE);
        model.addAttribute("sort", Sort.NEWEST);
        model.addAttribute("path", "/webmail/search");
        model.addAttribute(
                "foreign", others.stream().map(one -> one.id().value()).collect(Collectors.toSet()));
        model.addAttribute(
                "starless",
                others.stream()
                        .filter(one -> !one.may(SystemFlag.FLAGGED))
                        .map(one -> one.id().value())
                        .collect(Collectors.toSet()));
        frame.fill(model, visitor, 0, request);
        return "webmail/list";
    }

    private String tell(String key, Object... arguments) {
        return messages.getMessage(key, arguments, LocaleContextHolder.getLocale());
    }

    /// By number, name, or as this page calls it; unknown words mean nowhere. What others share is called
    /// by its number, or with its owner's name.
    private static List<Mailbox> chosen(
            Visitor visitor, List<Mailbox> all, Map<Long, String> names, Optional<String> in) {
        if (in.isEmpty()) {
            return all.stream()
                    .filter(one -> !one.uses().contains(SpecialUse.TRASH)
                            && !one.uses().contains(SpecialUse.JUNK))
                    .toList();
        }
        String wanted = in.get().toLowerCase(Locale.ROOT);
        if (wanted.equals("all") || wanted.equals("anywhere")) {
            return all;
        }
        return all.stream().filter(one -> isCalled(visitor, one, names, wanted)).toList();
    }

    private static boolean isCalled(Visitor visitor, Mailbox one, Map<Long, String> names, String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return String.valueOf(one.id().value()).equals(wanted)
                || one.account().equals(visitor.account().id())
                        && one.name().value().toLowerCase(Locale.ROOT).equals(wanted)
                || one.uses().stream()
                        .anyMatch(use -> use.name().toLowerCase(Locale.ROOT).equals(wanted))
                || names.getOrDefault(one.id().value(), "")
                        .toLowerCase(Locale.ROOT)
                        .equals(wanted);
    }
}
