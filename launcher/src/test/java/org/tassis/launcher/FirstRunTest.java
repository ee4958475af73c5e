package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.admin.setup.NewName;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.desk.Visit;
import org.tassis.directory.setup.FirstRun;
import org.tassis.directory.setup.InMemorySetUpRecords;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.publish.RecordCheck;
import org.tassis.mailflow.publish.RecordsToPublish;
import org.tassis.mailflow.publish.StsPublication;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;

/// The page of the first start, and the DNS page, over HTTP.
class FirstRunTest {
    private static final DomainName HOST = new DomainName("mail.example.net");
    private static final String PASSWORD = "seven-green-lamps-41";

    @TempDir
    Path directory;

    private final InMemorySetUpRecords records = new InMemorySetUpRecords();
    private final TestClock clock = new TestClock();
    private final List<DomainName> taken = new ArrayList<>();

    private final NewName name = new NewName() {
        @Override
        public String present() {
            return "machine";
        }

        @Override
        public boolean isFixed() {
            return false;
        }

        @Override
        public void take(DomainName host) {
            taken.add(host);
        }
    };

    private static String[] answers(String... changed) {
        String[] all = {
            "host", "mail.example.net",
            "operator", "franz",
            "password", PASSWORD,
            "again", PASSWORD,
            "domain", "post.example",
            "customer", "post",
            "certificates", "true"
        };
        for (int i = 0; i < changed.length; i += 2) {
            for (int j = 0; j < all.length; j += 2) {
                if (all[j].equals(changed[i])) {
                    all[j + 1] = changed[i + 1];
                }
            }
        }
        return all;
    }

    @Test
    void aServerIsSetUpOnceByWhoHasTheLink() throws Exception {
        Services services = new Services(SecondFactors.class, FirstRun.class, NewName.class);
        try (Site site = new Site(directory, services)) {
            FirstRun first = new FirstRun(records, site.people.desk, clock);
            services.put(FirstRun.class, first).put(NewName.class, name);
            assertThat(first.newLink()).as("it has an operator").isEmpty();
            PageBrowser browser = site.browser();
            assertThat(browser.get("/first-run/anything").statusCode()).isEqualTo(410);

            site.people.records.deleteAccount(site.operator.id());
            String early = first.newLink().orElseThrow();
            String link = first.newLink().orElseThrow();
            assertThat(records.decided("first-run").orElseThrow())
                    .as("only digests are kept")
                    .doesNotContain(link)
                    .doesNotContain(early);
            assertThat(browser.get("/first-run/" + link.substring(1)).statusCode())
                    .isEqualTo(410);
            assertThat(first.leads(early)).isTrue();
            String path = "/first-run/" + link;
            String page = browser.page(path);
            assertThat(page).contains("name=\"host\"").doesNotContain("value=\"machine\"");

            HttpResponse<String> weak = browser.post(path, page, answers("password", "short1", "again", "short1"));
            assertThat(weak.statusCode()).isEqualTo(422);
            assertThat(weak.body()).contains("value=\"post.example\"").contains("role=\"alert\"");
            HttpResponse<String> wrong = browser.post(
                    path, page, answers("host", "no host", "again", "other", "domain", "x", "operator", "-"));
            assertThat(wrong.statusCode()).isEqualTo(422);
            assertThat(wrong.body().split("class=\"fault\"", -1)).hasSize(5);
            HttpResponse<String> exists = browser.post(path, page, answers("domain", "monsite.example"));
            assertThat(exists.statusCode()).isEqualTo(422);
            assertThat(site.people.directory.operators().list())
                    .as("a failure in the middle leaves nothing")
                    .isEmpty();
            assertThat(first.leads(link)).isTrue();

            HttpResponse<String> done = browser.post(path, page, answers());
            assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
            assertThat(done.body())
                    .contains("post.example")
                    .contains("/admin/domains/post.example/dns")
                    .contains("class=\"once mono\"");
            assertThat(taken).containsExactly(HOST);
            assertThat(records.decided(FirstRun.HOST_NAME)).contains("mail.example.net");
            assertThat(records.decided(FirstRun.CERTIFICATES)).contains("true");
            assertThat(site.people.directory.operators().of(new Login("franz")).isMailbox())
                    .isFalse();
            assertThat(site.people
                            .desk
                            .customers(Visit.CONSOLE)
                            .find(new Login("post"))
                            .administrator())
                    .isPresent();
            assertThat(first.leads(early)).as("nor any other link").isFalse();
            assertThat(browser.get(path).statusCode()).isEqualTo(410);
            assertThat(browser.post(path, page, answers("operator", "evil", "domain", "evil.example"))
                            .statusCode())
                    .isEqualTo(410);
        }
    }

    @Test
    void aLinkIsOverAfterItsTime() {
        TestDirectory people = new TestDirectory();
        FirstRun first = new FirstRun(records, people.desk, clock);
        String link = first.newLink().orElseThrow();
        clock.advance(FirstRun.LIFE.minusSeconds(1));
        assertThat(first.leads(link)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(first.leads(link)).isFalse();
    }

    @Test
    void dnsRecordsAreShownToWhomTheDomainBelongs() throws Exception {
        InMemoryDns dns = new InMemoryDns()
                .host("mail.example.net", "192.0.2.1")
                .mx("monsite.example", 10, "mail.example.net")
                .txt("monsite.example", "v=spf1 -all");
        Services services = new Services(SecondFactors.class, DnsAdvice.class);
        try (Site site = new Site(directory, services)) {
            services.put(
                    DnsAdvice.class,
                    new DnsAdvice(
                            HOST,
                            List::of,
                            new SigningKeys(
                                    new org.tassis.directory.InMemoryDomainKeyRecords(site.people.records),
                                    Publication.UNKNOWN,
                                    InstantSource.system()),
                            site.people.directory,
                            new StsPublication(StsPublication.Mode.TESTING, Duration.ofDays(7), HOST, _ -> true),
                            List.of(new RecordsToPublish.Service("_imaps", 993)),
                            Optional::empty,
                            new RecordCheck(dns, HOST, InstantSource.system())));
            String path = "/admin/domains/monsite.example/dns";
            PageBrowser administrator = site.browser("monsite", Site.ADMINISTRATOR);
            String page = administrator.page(path);
            assertThat(page)
                    .contains("The SPF record does not let this server send from 192.0.2.1")
                    .contains("monsite.example. IN TXT &quot;v=spf1 mx -all&quot;")
                    .contains("hx-trigger=\"every 20s\"")
                    .doesNotContain("monsite.example. IN MX");
            assertThat(administrator.page("/admin/domains/monsite.example")).contains("href=\"" + path + "\"");
            assertThat(administrator.page(path + "/records"))
                    .contains("class=\"records\"")
                    .doesNotContain("<html");
            assertThat(administrator.get(path + "/zone").body())
                    .contains("monsite.example. IN MX 10 mail.example.net.");
            dns.remove("monsite.example")
                    .mx("monsite.example", 10, "mail.example.net")
                    .txt("monsite.example", "v=spf1 mx -all");
            assertThat(administrator.page(path + "/records"))
                    .doesNotContain("The SPF record does not let this server send");
            assertThat(site.browser("operator", Site.OPERATOR).get(path).statusCode())
                    .isEqualTo(200);
            assertThat(site.browser("monsite0001", Site.USER).get(path).statusCode())
                    .isEqualTo(403);
            assertThat(administrator.get("/admin/domains/example.org/dns").statusCode())
                    .isEqualTo(404);
            assertThat(administrator.get("/admin/domains/example.org/dns/zone").statusCode())
                    .isEqualTo(404);
        }
    }
}
