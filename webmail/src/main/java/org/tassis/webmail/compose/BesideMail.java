package org.tassis.webmail.compose;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.tassis.directory.Account;
import org.tassis.store.StoreException;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.OwnMail;
import org.tassis.webmail.WritingParts;

/// What writing adds to the pages for reading: that mail can be called back, what became of it, and who
/// asks whether it was read. Those pages need not know of it.
final class BesideMail implements HandlerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(BesideMail.class);

    private final Supplier<WritingParts> parts;
    private final Scheduled scheduled;
    private final Receipts receipts;
    private final OwnMail mail;

    BesideMail(Supplier<WritingParts> parts, Scheduled scheduled, Receipts receipts, OwnMail mail) {
        this.parts = parts;
        this.scheduled = scheduled;
        this.receipts = receipts;
        this.mail = mail;
    }

    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page)
            throws IOException {
        Optional<Visitor> visitor = Visitor.current();
        if (page == null || visitor.isEmpty()) {
            return;
        }
        String view = Optional.ofNullable(page.getViewName()).orElse("");
        if (view.equals("webmail/list")) {
            list(visitor.get().account(), request, page);
        } else if (view.equals("webmail/message") && page.getModel().get("ref") instanceof MessageRef ref) {
            message(visitor.get().account(), ref, request, page);
        }
    }

    private void list(Account account, HttpServletRequest request, ModelAndView page) {
        String held = Optional.ofNullable(request.getParameter("held")).orElse("");
        if (!held.isEmpty() && request.getHeader("X-Refresh") == null && scheduled.isWaiting(account, held)) {
            page.addObject("held", held);
        }
    }

    private void message(Account account, MessageRef ref, HttpServletRequest request, ModelAndView page)
            throws IOException {
        Optional<OwnMail.Found> found = mail.message(account.id(), ref);
        if (found.isEmpty()) {
            return;
        }
        Original message = new Original(ref, mail.open(found.get()));
        boolean mine = message.from().stream().anyMatch(person -> account.owns(person.address()));
        page.addObject(
                "delivery",
                mine
                        && parts.get().trace().isPresent()
                        && !Boolean.TRUE.equals(page.getModel().get("isDraft")));
        String told = Optional.ofNullable(request.getParameter("receipt")).orElse("");
        page.addObject("receiptTold", told.equals("sent") || told.equals("failed") ? "receipt." + told : "");
        Optional<Receipts.Asked> asked = receipts.asked(account, found.get(), message);
        if (asked.isEmpty()) {
            return;
        }
        if (!asked.get().itself()) {
            page.addObject("receiptAsked", asked.get().to());
        } else if (isOpening(request)) {
            try {
                receipts.send(
                        account,
                        InetAddress.ofLiteral(request.getRemoteAddr()),
                        found.get(),
                        message,
                        true,
                        LocaleContextHolder.getLocale());
            } catch (StoreException e) {
                LOG.info("a receipt of {} was not sent: {}", account.login(), e.failure());
            }
        }
    }

    /// Not a browser that fetches in advance, nor another site that names the page.
    private static boolean isOpening(HttpServletRequest request) {
        String purpose = Optional.ofNullable(request.getHeader("Sec-Purpose")).orElse("");
        String site = Optional.ofNullable(request.getHeader("Sec-Fetch-Site")).orElse("");
        return !purpose.contains("prefetch") && !site.equals("cross-site") && request.getHeader("X-Refresh") == null;
    }
}
