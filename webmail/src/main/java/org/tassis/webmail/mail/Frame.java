package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.ui.Model;
import org.tassis.store.Usage;
import org.tassis.web.Visitor;
import org.tassis.webmail.Reach.Reached;

/// What every page of the webmail shows around its content: folders, quota, search, the last thing done.
public final class Frame {
    private final Mail mail;
    private final Undos undos;

    Frame(Mail mail, Undos undos) {
        this.mail = mail;
        this.undos = undos;
    }

    /// @param percent 0 to 100; 0 when there is no limit
    public record Gauge(long used, long limit, int percent, boolean limited, boolean full) {}

    /// @param current the mailbox that is shown, 0 for none
    public void fill(Model model, Visitor visitor, long current, HttpServletRequest request) {
        fill(model, visitor, current, May.ALL, request);
    }

    /// @param place what is shown, or what holds the message that is
    void fill(Model model, Visitor visitor, Reached place, HttpServletRequest request) {
        fill(model, visitor, place.id().value(), May.of(place), request);
        if (!place.own()) {
            model.addAttribute(
                    "sharedBy",
                    mail.reach().owner(place.owner()).map(SharedBy::nameOf).orElse(null));
        }
    }

    private void fill(Model model, Visitor visitor, long current, May may, HttpServletRequest request) {
        Locale language = LocaleContextHolder.getLocale();
        List<Folder> folders = Folder.of(mail.store(), mail.mailboxes(visitor), language);
        model.addAttribute("folders", folders);
        List<SharedBy> shared = mail.shared(visitor, language);
        model.addAttribute("shared", shared);
        model.addAttribute(
                "colleagues", shared.stream().filter(SharedBy::isShown).toList());
        model.addAttribute(
                "fillable",
                shared.stream().flatMap(one -> one.folders().stream()).anyMatch(SharedBy.Line::fill));
        model.addAttribute("may", may);
        model.addAttribute("current", current);
        model.addAttribute(
                "trash",
                folders.stream()
                        .filter(one -> one.isTrash() && one.count() > 0)
                        .findFirst()
                        .orElse(null));
        model.addAttribute("gauge", gauge(mail.store().usage(visitor.account().id())));
        model.addAttribute("toolsTemplate", "webmail/side");
        boolean again = request.getHeader("X-Refresh") != null; // nobody reads notes on a page that renews itself
        model.addAttribute(
                "done", again ? null : undos.news(visitor.session().id()).orElse(null));
        if (!model.containsAttribute("query")) {
            model.addAttribute("query", "");
        }
    }

    /// The last thing done alone, for pages around which there is something else.
    public void told(Model model, Visitor visitor) {
        model.addAttribute("done", undos.news(visitor.session().id()).orElse(null));
    }

    private static Gauge gauge(Usage usage) {
        boolean limited = usage.quota().limitsBytes();
        long limit = limited ? Math.max(1, usage.quota().bytes()) : 1;
        int percent = limited ? (int) Math.min(100, Math.round(100.0 * usage.bytes() / limit)) : 0;
        return new Gauge(usage.bytes(), limit, percent, limited, percent >= 90);
    }
}
