package org.tassis.admin.people;

import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.ui.Model;
import org.tassis.admin.frame.SubjectLink;
import org.tassis.admin.frame.Typed;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.AutoReply;
import org.tassis.directory.Forward;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.store.MailStore;
import org.tassis.store.Usage;
import org.tassis.web.Times;

/// All that the page of one mailbox shows.
record MailboxPage(Desk desk, MailStore store, Times times, List<SubjectLink> links) {
    private static final int LOGINS = 12;

    /// Choices for the least time between two answers to one sender, in minutes.
    private static final List<Long> INTERVALS = List.of(10L, 60L, 1440L, 4 * 1440L, 7 * 1440L);

    /// @param typed the fields of a form that failed; the others show what is there
    String show(Visit visit, Model model, AccountRecord record, Typed typed) {
        MailboxDesk mailboxes = desk.mailboxes(visit);
        Account account = record.account();
        String login = account.login().value();
        Optional<Forward> forward = mailboxes.forward(login);
        Optional<AutoReply> reply = mailboxes.autoReply(login);
        Usage usage = store.usage(account.id());
        model.addAttribute("record", record);
        model.addAttribute("account", account);
        model.addAttribute("usage", usage);
        model.addAttribute("percent", percent(account, usage));
        model.addAttribute("forward", forward.orElse(null));
        model.addAttribute(
                "fills",
                forward.filter(one -> one.enabled() && one.keepCopy()).isPresent()
                        && account.quota().limitsBytes());
        model.addAttribute("reply", reply.orElse(null));
        model.addAttribute("intervals", INTERVALS);
        model.addAttribute("logins", mailboxes.logins(login, LOGINS));
        model.addAttribute("pageSessions", mailboxes.sessions(login).size());
        model.addAttribute("factors", mailboxes.factors(login));
        model.addAttribute("administers", administers(record));
        model.addAttribute(
                "customer",
                desk.directory()
                        .customers()
                        .find(record.customer())
                        .filter(one -> !one.isHouse())
                        .map(one -> one.name().value())
                        .orElse(""));
        model.addAttribute(
                "links",
                links.stream()
                        .filter(link -> link.subject() == SubjectLink.Subject.MAILBOX)
                        .filter(link -> link.shownTo().test(visit.actor()))
                        .toList());
        Map<String, String> fields = new LinkedHashMap<>(asIs(account).fields());
        fields.putAll(asIs(forward, reply).fields());
        fields.putAll(typed.fields());
        model.addAttribute("typed", new Typed(fields));
        return "admin/people/mailbox";
    }

    static long percent(Account account, Usage usage) {
        return !account.quota().limitsBytes() || account.quota().bytes() == 0
                ? 0
                : Math.round(100.0 * usage.bytes() / account.quota().bytes());
    }

    private boolean administers(AccountRecord record) {
        return desk.directory()
                .customers()
                .find(record.customer())
                .flatMap(customer -> customer.administrator())
                .filter(record.account().id()::equals)
                .isPresent();
    }

    static Typed asIs(Account account) {
        return Typed.of(
                "name",
                account.realName(),
                "quota",
                Space.show(account.quota()),
                "language",
                account.language().getLanguage(),
                "primary",
                account.primary().map(EmailAddress::toString).orElse(""),
                "addresses",
                Lines.show(account.addresses().stream()
                        .filter(address ->
                                account.primary().filter(address::equals).isEmpty())
                        .toList()));
    }

    private Typed asIs(Optional<Forward> forward, Optional<AutoReply> reply) {
        ZoneId zone = times.zone();
        return Typed.of(
                "targets",
                forward.map(one -> Lines.show(one.targets())).orElse(""),
                "copy",
                Boolean.toString(forward.map(Forward::keepCopy).orElse(true)),
                "forwardOn",
                Boolean.toString(forward.map(Forward::enabled).orElse(true)),
                "subject",
                reply.map(AutoReply::subject).orElse(""),
                "text",
                reply.map(AutoReply::text).orElse(""),
                "from",
                reply.flatMap(AutoReply::from).map(from -> day(from, zone)).orElse(""),
                "until",
                reply.flatMap(AutoReply::until)
                        .map(end -> day(end.minusMillis(1), zone))
                        .orElse(""),
                "interval",
                Long.toString(reply.map(AutoReply::interval)
                        .orElse(AutoReply.INTERVAL_BY_ADMINISTRATOR)
                        .toMinutes()),
                "replyOn",
                Boolean.toString(reply.map(AutoReply::enabled).orElse(true)));
    }

    private static String day(Instant time, ZoneId zone) {
        return time.atZone(zone).toLocalDate().toString();
    }
}
