package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// {@link HtmlAttacks}, delivered as mail by SMTP and read in a real browser: no script runs, nothing is
/// asked of elsewhere (a request there is a fault of any browser test), nothing leaves the frame.
class HtmlAttackBrowserTest extends BrowserTest {
    /// What is left in the frame that could do something.
    private static final String DANGEROUS = """
            body => {
              const found = [];
              const all = [...body.ownerDocument.documentElement.querySelectorAll('*')];
              for (const one of all) {
                const name = one.localName;
                if (!/^[a-z][a-z0-9]*$/.test(name) || /^(script|iframe|frame|frameset|object|embed|applet|form|input|button|textarea|select|svg|math|base|video|audio|source|picture|template|portal|image|isindex|noscript)$/.test(name)) found.push('<' + name + '>');
                if (one.namespaceURI !== 'http://www.w3.org/1999/xhtml') found.push(name + ' of ' + one.namespaceURI);
                if (name === 'link' && one.rel !== 'icon') found.push('link');
                if (name === 'meta' && one.httpEquiv) found.push('meta ' + one.httpEquiv);
                for (const attribute of name === 'meta' ? [] : one.attributes) {
                  if (/^on|^hx-|^data-|^(srcset|ping|formaction|action|xlink:href|poster|background|srcdoc|id|name|autofocus)$/.test(attribute.name)) found.push(name + ' ' + attribute.name);
                }
                if (name === 'a' && one.hasAttribute('href') && !/^(https?|mailto):$/.test(one.protocol)) found.push('a ' + one.protocol);
                if (name === 'a' && one.hasAttribute('href') && (one.target !== '_blank' || !/noopener/.test(one.rel))) found.push('a without a window of its own');
                if (name === 'img' && one.getAttribute('src') && !/^(data:image\\/|\\/webmail\\/picture\\/)/.test(one.getAttribute('src'))) found.push('img ' + one.getAttribute('src'));
                if (one.closest('body') && /fixed|sticky/.test(getComputedStyle(one).position)) found.push(name + ' ' + getComputedStyle(one).position);
              }
              return [...new Set(found)].join(', ');
            }""";

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base() {
        return "https://localhost:" + server.port("https");
    }

    private static void deliver(String login, List<String> letters) throws Exception {
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            for (String letter : letters) {
                smtp.say("MAIL FROM:<lamoral@elsewhere.example>", "250");
                smtp.say("RCPT TO:<" + login + "@example.org>", "250");
                smtp.say("DATA", "354");
                smtp.say(letter.replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n.", "250");
            }
            smtp.say("QUIT", "221");
        }
    }

    /// Base64, so that lines of any length and octets of any value arrive as they are.
    private static String letter(String subject, String type, String body) {
        return "From: Lamoral <lamoral@elsewhere.example>\nTo: you@example.org\nSubject: " + subject
                + "\nMIME-Version: 1.0\nContent-Type: " + type
                + "; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
                + java.util.Base64.getMimeEncoder()
                        .encodeToString(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "\n";
    }

    private static List<String> hrefs(Page page, String path) {
        List<String> letters = new ArrayList<>();
        page.navigate(base() + path);
        for (Locator link : page.locator(".message .open").all()) {
            letters.add(link.getAttribute("href"));
        }
        return letters;
    }

    @Test
    @Timeout(240)
    void attacksInHtmlDoNothing() throws Exception {
        Page page = browse(base(), Look.DESKTOP, "ann", RunningServer.PASSWORD);
        List<String> dialogs = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        Map<String, String> attacks = HtmlAttacks.html();
        List<String> letters = new ArrayList<>();
        attacks.forEach((name, body) -> letters.add(letter(name, "text/html", "<p>Read me</p>" + body)));
        deliver("ann", letters);
        List<String> addresses = new ArrayList<>();
        for (int at = 1; addresses.size() < attacks.size(); at++) {
            List<String> some = hrefs(page, "/webmail?page=" + at);
            assertThat(some).isNotEmpty();
            addresses.addAll(some);
        }
        List<String> names = new ArrayList<>(attacks.keySet()).reversed();
        for (int i = 0; i < addresses.size(); i++) {
            String what = names.get(i);
            for (String how : List.of("", "/print")) {
                String at = base() + addresses.get(i) + how;
                page.navigate(at);
                Locator body =
                        how.isEmpty() ? page.frameLocator("iframe.letter").locator("body") : page.locator("body");
                assertThat(body.locator("p").getByText("Read me").count())
                        .as(what)
                        .isEqualTo(1);
                assertThat(body.evaluate(DANGEROUS)).as(what + how).isEqualTo("");
                page.waitForLoadState();
                assertThat(page.title()).as(what).doesNotContain("owned");
                assertThat(page.url()).as(what).isEqualTo(at);
                assertThat(page.frames()).as(what).hasSize(how.isEmpty() ? 2 : 1);
            }
        }
        assertThat(dialogs).isEmpty();
    }

    @Test
    @Timeout(120)
    void attacksInTextAndHeadersDoNothing() throws Exception {
        Page page = browse(base(), Look.DESKTOP, "bob", RunningServer.PASSWORD);
        List<String> dialogs = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        String bomb = "<img src=x onerror=document.title='owned'>";
        List<String> letters = new ArrayList<>();
        for (String body : HtmlAttacks.plain()) {
            letters.add(letter("plain", "text/plain", body));
        }
        letters.add(
                "From: \"" + bomb.replace("'", "") + "\" <\"><svg/onload=alert(1)>\"@elsewhere.example>\nTo: " + bomb
                        + " <you@example.org>\nCc: \"'><script>alert(1)</script>\" <x@y.example>\nSubject: " + bomb
                        + "\nMessage-ID: <\"><script>alert(1)</script>@x>\nList-Id: " + bomb + " <l.example>\n"
                        + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n"
                        + "--b\nContent-Type: text/plain; name=\"" + bomb.replace("'", "")
                        + ".txt\"\nContent-Disposition: attachment\n\n"
                        + "<script>alert(1)</script>\n--b\nContent-Type: image/svg+xml\nContent-Disposition: attachment;"
                        + " filename=\"x.svg\"\n\n<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>\n"
                        + "--b\nContent-Type: text/html\"><script>alert(1)</script>\nContent-Disposition: attachment; filename=a.html\n\n"
                        + bomb + "\n--b--\n");
        deliver("bob", letters);
        for (String address : hrefs(page, "/webmail")) {
            for (String how : List.of("", "/headers", "/source", "/print", "/conversation")) {
                page.navigate(base() + address + how);
                page.waitForLoadState();
                assertThat(page.title()).isNotEqualTo("owned");
                assertThat(page.locator("main script, main svg[onload], main img[onerror], .letter img")
                                .count())
                        .as(address + how)
                        .isZero();
            }
        }
        assertThat(dialogs).isEmpty();
    }

    @Test
    void aLinkShowsWhereItLeads() throws Exception {
        Page page = browse(base(), Look.DESKTOP, "cleo", RunningServer.PASSWORD);
        deliver(
                "cleo",
                List.of(
                        letter(
                                "links",
                                "text/html",
                                "<a href=\"https://elsewhere.example/\">https://bank.example/login</a> <a href=\"https://honest.example/\">honest</a>")));
        page.navigate(base() + hrefs(page, "/webmail").getFirst());
        assertThat(page.frameLocator("iframe.letter").locator(".tassis-target").innerText())
                .contains("elsewhere.example");
        assertThat(page.frameLocator("iframe.letter").locator(".tassis-target").count())
                .isEqualTo(1);
    }
}
