package org.tassis.launcher;

import java.util.List;
import java.util.stream.Stream;

/// Every form and page of administration, and who gets what from it. Written down by hand, so that a right
/// that changes is seen here.
final class AdminActs {
    private AdminActs() {}

    /// @param own     what an administrator gets for what is the own customer's
    /// @param foreign likewise for what is somebody else's
    record Act(String method, String path, String fields, int own, int foreign) {}

    static final int OK = 200;
    static final int DONE = 302;
    static final int NO = 403;
    static final int GONE = 404;
    static final int WRONG = 422;

    static final String BACKUP = "/admin/backup/" + CannedCopies.ID;

    /// On what is somebody's: {@link AdminThings} says what the words in brackets stand for. What is removed
    /// is restored by the next.
    static final List<Act> OF_MAILBOXES = List.of(
            new Act("GET", "/admin/customers/{c}", "", NO, GONE),
            new Act("POST", "/admin/customers/{c}", "title=x&language=en&plan=Extended", NO, GONE),
            new Act("POST", "/admin/customers/{c}/remove", "", NO, GONE),
            new Act("GET", "/admin/mailboxes?customer={c}", "", OK, GONE),
            new Act("GET", "/admin/mailboxes?domain={d}", "", OK, GONE),
            new Act("GET", "/admin/mailboxes/_new?domain={d}", "", OK, GONE),
            new Act(
                    "POST",
                    "/admin/mailboxes/_new",
                    "domain={d}&login={c}9999&quota=1&primary=true&tell=nobody",
                    OK,
                    WRONG),
            new Act("GET", "/admin/mailboxes/{m}", "", OK, GONE),
            new Act(
                    "POST",
                    "/admin/mailboxes/{m}",
                    "name=x&quota=3&language=en&primary={m}@{d}&addresses=",
                    DONE,
                    GONE),
            new Act("POST", "/admin/mailboxes/{m}/password", "password=", OK, GONE),
            new Act("POST", "/admin/mailboxes/{m}/forward", "targets=a@b.example&copy=true&forwardOn=true", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/forward", "targets=", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/forward/restore", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/reply", "text=away&interval=10&replyOn=true", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/reply", "text=", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/reply/restore", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/space", "other={c}&amount=0.5", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/welcome", "to=", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/sessions/end", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/factor/end", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/enable", "on=false", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/enable", "on=true", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/remove", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/restore", "", DONE, GONE),
            new Act("GET", "/admin/mailboxes/{m}/mail", "", OK, GONE),
            new Act("GET", "/admin/mailboxes/{m}/mail/sent", "", OK, GONE),
            new Act("POST", "/admin/mailboxes/{m}/mail", "under=Old", WRONG, GONE), // without a file
            new Act("POST", "/admin/mailboxes/{m}/mail/{moving}/cancel", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/mail/{moving}/resume", "", DONE, GONE),
            new Act("GET", "/admin/domains/{d}", "", OK, GONE),
            new Act("POST", "/admin/domains/{d}/catch-all", "catchAll={m}@{d}", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/roles", "roles={m}", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/alias-of", "aliasOf=", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/enable", "on=false", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/enable", "on=true", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/remove", "", NO, GONE),
            new Act("GET", "/admin/aliases?q={d}", "", OK, OK), // words: only what is one's own is looked through
            new Act("GET", "/admin/aliases/change?address={a}", "", OK, GONE),
            new Act("POST", "/admin/aliases/change", "address={a}&targets={m}@{d}&on=true", DONE, GONE),
            new Act("POST", "/admin/aliases/new", "address=more@{d}&targets={m}@{d}", DONE, WRONG),
            new Act("POST", "/admin/aliases/remove", "address={a}", DONE, GONE),
            new Act("POST", "/admin/aliases/restore", "address={a}", DONE, GONE),
            new Act("GET", BACKUP + "/mailbox?login={m}", "", OK, GONE),
            new Act("GET", BACKUP + "/messages?login={m}&folder=INBOX", "", OK, GONE),
            new Act("GET", BACKUP + "/preview?login={m}", "", OK, GONE),
            new Act("GET", BACKUP + "/preview?login=monsite0001&into={m}", "", OK, WRONG),
            new Act("POST", BACKUP + "/restore", "login={m}&folder=INBOX&uid=7", DONE, GONE),
            new Act("POST", BACKUP + "/restore", "login=monsite0001&into={m}", DONE, GONE),
            new Act("GET", "/admin/backup/jobs/{work}", "", OK, GONE),
            new Act("POST", "/admin/backup/jobs/{work}/stop", "", DONE, GONE),
            new Act("GET", "/admin/domains/{d}/dns", "", OK, GONE),
            new Act("GET", "/admin/domains/{d}/dns/records", "", OK, GONE),
            new Act("GET", "/admin/domains/{d}/dns/zone", "", OK, GONE),
            new Act("GET", "/admin/queue/{queued}", "", OK, GONE));

    /// On whatever is one's own: there is nothing of others to aim at, and what each sees is looked at by
    /// {@link AdminRightsTest}.
    static final List<Act> OF_ALL = List.of(
            new Act("GET", "/admin", "", OK, OK),
            new Act("GET", "/admin/mailboxes", "", OK, OK),
            new Act("GET", "/admin/mailboxes.csv", "", OK, OK),
            new Act("GET", "/admin/domains", "", OK, OK),
            new Act("GET", "/admin/aliases", "", OK, OK),
            new Act("GET", "/admin/aliases/new", "", OK, OK),
            new Act("GET", "/admin/bulk", "", OK, OK),
            new Act("POST", "/admin/bulk", "text=login&do=look", OK, OK),
            new Act("GET", "/admin/audit", "", OK, OK),
            new Act("GET", "/admin/audit.csv", "", OK, OK),
            new Act("GET", "/admin/queue", "", OK, OK),
            new Act("GET", "/admin/trace", "", OK, OK),
            new Act("GET", "/admin/quarantine", "", OK, OK),
            new Act("POST", "/admin/quarantine", "message=1-2-3&recipient=nobody@monsite.example", DONE, DONE),
            new Act("GET", "/admin/quota", "", OK, OK),
            new Act("GET", "/admin/reports", "", OK, OK),
            new Act("GET", "/admin/backup", "", OK, OK),
            new Act("GET", "/admin/backup/jobs", "", OK, OK),
            new Act("GET", BACKUP, "", OK, OK),
            new Act("POST", BACKUP + "/compare", "", DONE, DONE),
            new Act("POST", BACKUP + "/everything", "", DONE, DONE));

    /// What only operators may, with whatever object.
    static final List<Act> OF_OPERATORS = List.of(
            new Act("GET", "/admin/customers", "", NO, NO),
            new Act("GET", "/admin/customers/_new", "", NO, NO),
            new Act("POST", "/admin/customers/_new", "name=new1&title=&plan=&language=en", NO, NO),
            new Act("GET", "/admin/plans", "", NO, NO),
            new Act("GET", "/admin/plans/new", "", NO, NO),
            new Act("GET", "/admin/plans/change?name=Light", "", NO, NO),
            new Act("POST", "/admin/plans/new", "name=Tiny&storage=1&mailboxes=1&domains=1", NO, NO),
            new Act("POST", "/admin/plans/change", "name=Tiny&storage=2&mailboxes=1&domains=1", NO, NO),
            new Act("POST", "/admin/plans/remove", "name=Tiny", NO, NO),
            new Act("GET", "/admin/plans?removed=true", "", NO, NO),
            new Act("POST", "/admin/plans/restore", "name=Tiny", NO, NO),
            new Act("GET", "/admin/domains/_new", "", NO, NO),
            new Act("POST", "/admin/domains/_new/alias", "alias=new.example&of={d}", NO, WRONG),
            new Act("GET", "/admin/operators", "", NO, NO),
            new Act("POST", "/admin/operators", "login=op2&name=&password=", NO, NO),
            new Act("POST", "/admin/operators/op2/password", "password=", NO, NO),
            new Act("POST", "/admin/operators/op2/factor/end", "", NO, NO),
            new Act("POST", "/admin/operators/op2/remove", "", NO, NO),
            new Act("GET", "/admin/operators?removed=true", "", NO, NO),
            new Act("POST", "/admin/operators/op2/restore", "", NO, NO),
            new Act("POST", "/admin/domains/_new", "domain=fresh.example&customer={c}&tell=nobody", NO, WRONG),
            new Act("POST", "/admin/domains/gone.example/remove", "", GONE, GONE),
            new Act("POST", "/admin/domains/gone.example/restore", "", GONE, GONE),
            new Act("POST", "/admin/customers/gone/remove", "", GONE, GONE),
            new Act("POST", "/admin/customers/gone/restore", "", NO, NO),
            new Act("POST", "/admin/queue", "do=hold&id={queued}", NO, NO),
            new Act("POST", "/admin/queue", "do=release&id={queued}", NO, NO),
            new Act("POST", "/admin/queue", "do=retry&id={queued}", NO, NO),
            new Act("POST", "/admin/queue", "do=reroute&id={queued}&to=mx.elsewhere.example", NO, NO),
            new Act("POST", "/admin/queue", "do=drop&sure=true&id={queued}", NO, NO),
            new Act("GET", "/admin/greylist", "", NO, NO),
            new Act("POST", "/admin/greylist", "do=let-in&id={waiting}", NO, NO),
            new Act("POST", "/admin/greylist", "do=forget&id={waiting}", NO, NO),
            new Act("GET", "/admin/greylist/trusted", "", NO, NO),
            new Act("POST", "/admin/greylist/trusted", "do=trust&network=192.0.2.9&sender=a@b.example", NO, NO),
            new Act("GET", "/admin/graphs", "", NO, NO),
            new Act("GET", "/admin/sessions", "", NO, NO),
            new Act("POST", "/admin/sessions/end", "id=imap-1", NO, NO),
            new Act("POST", "/admin/sessions/end-browser", "key={browser}", NO, NO),
            new Act("GET", "/admin/migration", "", NO, NO),
            new Act("GET", "/admin/migration/jobs", "", NO, NO),
            new Act("GET", "/admin/migration/{moving}", "", NO, NO),
            new Act(
                    "POST",
                    "/admin/migration/imap",
                    "mailbox={m}&host=old.example&tls=implicit&user=x&password=y",
                    NO,
                    NO),
            new Act("POST", "/admin/migration/{moving}/cancel", "", NO, NO),
            new Act("POST", "/admin/migration/{moving}/resume", "password=y", NO, NO),
            new Act("POST", "/admin/backup/make", "", NO, NO),
            new Act("POST", "/admin/backup/drill", "", NO, NO),
            new Act("POST", BACKUP + "/drill", "", NO, NO),
            new Act("POST", BACKUP + "/check", "", NO, NO),
            new Act("GET", "/admin/backup/drills/2026-11-21T02:30:00Z", "", NO, NO),
            new Act("GET", "/admin/certificates", "", NO, NO),
            new Act("POST", "/admin/certificates/order", "", NO, NO));

    /// What is somebody's, or the server's.
    static List<Act> aimed() {
        return Stream.concat(OF_MAILBOXES.stream(), OF_OPERATORS.stream()).toList();
    }

    static List<Act> all() {
        return Stream.concat(aimed().stream(), OF_ALL.stream()).toList();
    }
}
