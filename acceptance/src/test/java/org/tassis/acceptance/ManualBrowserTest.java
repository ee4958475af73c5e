package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.TrustingTls;

/// The whole way from an empty server to mail in the mailboxes of a customer, in browsers: an operator
/// makes the customer and its domain, the customer's administrator does the rest.
class ManualBrowserTest extends BrowserTest {
    private static final String DOMAIN = "monsite.example";
    private static final Pattern SUBJECT = Pattern.compile("(?im)^Subject: (.*)$");

    @TempDir
    static Path directory;

    private RunningServer server;

    private String base() {
        return "https://localhost:" + server.port("admin");
    }

    @Test
    @Timeout(120)
    void aCustomerIsServedWithoutACommandLine() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        try (RunningServer running = server) {
            String password = operatorMakesTheCustomer(running.operator());
            Page page = browse(base(), Look.DESKTOP, "monsite", password);
            assertThat(page.url()).contains("/webmail"); // who administers has mail, too
            page.navigate("/admin");
            assertThat(page.locator("main").innerText()).contains("Recommended");
            look(page, "manual-administrator");

            for (String path :
                    List.of("/admin/sessions", "/admin/graphs", "/admin/greylist", "/admin/greylist/trusted")) {
                assertThat(page.navigate(path).status()).as(path).isEqualTo(403);
            }
            allow("status of 403");
            for (String path :
                    List.of("/admin/queue", "/admin/trace", "/admin/quarantine", "/admin/quota", "/admin/reports")) {
                assertThat(page.navigate(path).status()).as(path).isEqualTo(200);
            }
            String info = makeMailbox(page, "monsite0001", "info@" + DOMAIN, "", false);
            String sales = makeMailbox(page, "monsite0002", "sales@" + DOMAIN, "info@" + DOMAIN, true);
            String jobs = makeMailbox(page, "monsite0003", "jobs@" + DOMAIN, "info@" + DOMAIN, false);
            addAddresses(page);
            switchReplyOn(page);
            makeAlias(page);
            String before = info;
            info = changePassword(page, info);
            limitIsMet(page);
            String fourth = mailboxesAreCounted(page);

            assertThat(login("monsite0001", before)).contains("a NO");
            assertThat(subjects("monsite", password)).hasSize(1); // how the domain is set up
            send("contact", "team", "sales", "jobs", "information", "postmaster");
            assertThat(subjects("monsite0001", info))
                    .containsExactlyInAnyOrder("To contact", "To team", "To sales", "To jobs", "To information");
            assertThat(subjects("monsite0002", sales)).containsExactly("To sales"); // a copy stays
            assertThat(subjects("monsite0003", jobs)).isEmpty();
            assertThat(subjects("monsite", password)).contains("To postmaster").hasSize(2);
            isAnsweredOnce(sales, fourth);
            assertThat(subjects("monsite0001", info)) // the reply to sales@ came on by its forward
                    .contains("Are you there?", "Are you there still?", "Me, too", "We have it")
                    .hasSize(9);
            page.navigate("/admin/trace?q=contact@" + DOMAIN);
            assertThat(page.locator("details.story .badge").first().innerText()).isEqualTo("Delivered");
            allow("status of 422"); // the browser's own word for what was refused on purpose
        }
    }

    private String operatorMakesTheCustomer(String operator) {
        Page page = browse(base(), Look.DESKTOP, "operator", operator);
        assertThat(page.url()).endsWith("/admin");
        page.navigate("/admin/customers/_new");
        page.fill("#name", "monsite");
        page.selectOption("#plan", "Recommended");
        look(page, "manual-customer-new");
        page.click("main form button.primary");
        page.waitForURL("**/admin/customers/monsite");
        page.click("main a.primary"); // a new domain
        page.waitForURL("**/domains/_new**");
        assertThat(page.inputValue("#customer")).isEqualTo("monsite");
        page.fill("#domain", DOMAIN);
        page.check("input[name=tell][value=mailbox]");
        page.locator("main form button.primary").first().click();
        page.waitForSelector(".secret");
        look(page, "manual-domain-made");
        assertThat(page.locator("dl.facts").innerText()).contains("monsite", "postmaster@" + DOMAIN);
        return page.locator(".secret").innerText();
    }

    private String makeMailbox(Page page, String login, String address, String forward, boolean copy) {
        page.navigate("/admin/mailboxes/_new");
        assertThat(page.inputValue("#login")).isEqualTo(login); // the next one is suggested
        page.uncheck("input[name=primary]");
        page.fill("#addresses", address);
        page.fill("#targets", forward);
        if (!forward.isEmpty()) {
            page.setChecked("input[name=copy]", copy);
        }
        page.check("input[name=tell][value=nobody]");
        if (number(login) > 3) {
            page.fill("#quota", "0.1"); // GB: the mailboxes are to be used up before the space
        }
        if (login.endsWith("1")) {
            look(page, "manual-mailbox-new");
        }
        page.locator("main .actions button.primary").first().click();
        page.waitForSelector(".secret");
        return page.locator(".secret").innerText();
    }

    private static int number(String login) {
        return Integer.parseInt(login.substring("monsite".length()));
    }

    private void addAddresses(Page page) {
        page.navigate("/admin/mailboxes/monsite0001");
        page.fill("#addresses", "info@" + DOMAIN + "\ncontact@" + DOMAIN + "\ninformation@" + DOMAIN);
        page.locator("form:has(#addresses) button.primary").click();
        page.waitForSelector(".success");
        assertThat(page.inputValue("#addresses")).contains("contact@" + DOMAIN, "information@" + DOMAIN);
        look(page, "manual-mailbox");
    }

    private void switchReplyOn(Page page) {
        page.navigate("/admin/mailboxes/monsite0001");
        page.fill("#subject", "We have it");
        page.fill("#text", "We answer tomorrow.");
        page.selectOption("#interval", "10");
        page.check("input[name=replyOn]");
        page.locator("form:has(#interval) button.primary").click();
        page.waitForSelector(".success");
        assertThat(page.inputValue("#interval")).isEqualTo("10");
    }

    private void makeAlias(Page page) {
        page.navigate("/admin/aliases/new");
        page.fill("#address", "team@" + DOMAIN);
        page.fill("#targets", "nobody@" + DOMAIN);
        page.click("main form button.primary");
        page.waitForSelector(".problem"); // there is no such address
        assertThat(page.inputValue("#address")).isEqualTo("team@" + DOMAIN);
        page.fill("#targets", "info@" + DOMAIN);
        page.click("main form button.primary");
        page.waitForSelector(".success");
    }

    private String changePassword(Page page, String before) {
        page.navigate("/admin/mailboxes/monsite0001");
        page.locator("form:has(#password) button.primary").click(); // none given: one is made
        page.waitForSelector(".secret");
        String after = page.locator(".secret").innerText();
        assertThat(after).isNotEqualTo(before);
        return after;
    }

    private void limitIsMet(Page page) {
        page.navigate("/admin/mailboxes/_new");
        String suggested = page.inputValue("#login");
        page.fill("#quota", "99999");
        page.locator("main .actions button.primary").first().click();
        page.waitForSelector(".problem");
        assertThat(page.locator(".problem").innerText()).contains("Recommended");
        assertThat(page.inputValue("#login")).isEqualTo(suggested);
        assertThat(page.inputValue("#quota")).contains("99");
        look(page, "manual-limit");
    }

    /// The plan allows ten.
    ///
    /// @return the password of `monsite0004`
    private String mailboxesAreCounted(Page page) {
        String fourth = makeMailbox(page, "monsite0004", "box4@" + DOMAIN, "", false);
        for (int number = 5; number < 10; number++) {
            makeMailbox(page, "monsite000" + number, "box" + number + "@" + DOMAIN, "", false);
        }
        page.navigate("/admin/mailboxes/_new");
        page.fill("#addresses", "eleventh@" + DOMAIN);
        page.fill("#quota", "0.1");
        page.uncheck("input[name=primary]");
        page.locator("main .actions button.primary").first().click();
        page.waitForSelector(".problem");
        assertThat(page.locator(".problem").innerText()).contains("Recommended", "10");
        assertThat(page.inputValue("#addresses")).isEqualTo("eleventh@" + DOMAIN);
        page.navigate("/admin/mailboxes?q=eleventh");
        assertThat(page.locator("main").innerText()).doesNotContain("monsite0010");
        page.navigate("/admin/mailboxes?q=box7@mons");
        assertThat(page.locator("main tbody").innerText())
                .contains("monsite0007")
                .doesNotContain("monsite0008");
        return fourth;
    }

    private void send(String... locals) throws Exception {
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            for (String local : List.of(locals)) {
                smtp.say("MAIL FROM:<lamoral@elsewhere.example>", "250");
                smtp.say("RCPT TO:<" + local + "@" + DOMAIN + ">", "250");
                smtp.say("DATA", "354");
                smtp.say(
                        "From: lamoral@elsewhere.example\r\nTo: " + local + "@" + DOMAIN + "\r\nMessage-ID: <" + local
                                + "@elsewhere.example>\r\nSubject: To " + local + "\r\n\r\nText.\r\n.",
                        "250");
            }
            smtp.say("QUIT", "221");
        }
    }

    /// Ten minutes lie between two replies to the same sender. They are made in the order in which mail
    /// arrives: when the one to somebody else is there, the one before it would be, too.
    private void isAnsweredOnce(String sales, String fourth) throws Exception {
        for (String subject : List.of("Are you there?", "Are you there still?")) {
            server.submit("monsite0002", sales, "sales@" + DOMAIN, "contact@" + DOMAIN, subject);
        }
        server.submit("monsite0004", fourth, "box4@" + DOMAIN, "contact@" + DOMAIN, "Me, too");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (subjects("monsite0004", fourth).isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(subjects("monsite0004", fourth)).containsExactly("We have it");
        assertThat(subjects("monsite0002", sales)).containsExactly("To sales", "We have it");
    }

    private String login(String login, String password) throws Exception {
        try (Talk imap = imap()) {
            return imap.imap("a", "LOGIN " + login + " " + password);
        }
    }

    private Talk imap() throws Exception {
        Talk imap = Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("imaps"))));
        imap.line();
        return imap;
    }

    /// Of all that is in the inbox.
    private List<String> subjects(String login, String password) throws Exception {
        try (Talk imap = imap()) {
            assertThat(imap.imap("a", "LOGIN " + login + " " + password)).contains("a OK");
            imap.imap("b", "EXAMINE INBOX");
            return SUBJECT.matcher(imap.imap("c", "UID FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))
                    .results()
                    .map(found -> found.group(1).strip())
                    .toList();
        }
    }
}
