package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.access.InMemoryAccess;
import org.tassis.directory.access.LoginLog;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.setup.InMemorySetUpRecords;
import org.tassis.directory.setup.ProgramLinks;
import org.tassis.testkit.TestClock;
import org.tassis.webmail.programs.ProgramParts;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/// What mail programs ask, and the page for their owners, over HTTP.
class ProgramsTest {
    private static final TestClock CLOCK = new TestClock();
    private static final InMemoryAccess ACCESS = new InMemoryAccess(_ -> java.util.Optional.empty());
    private static final LoginLog LOGINS = new LoginLog(ACCESS, CLOCK);
    private static final ProgramLinks LINKS = new ProgramLinks(new InMemorySetUpRecords(), CLOCK);
    private static Site site;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        Services services = new Services(SecondFactors.class, ProgramParts.class);
        services.put(
                ProgramParts.class,
                new ProgramParts(
                        LINKS,
                        account -> {
                            LOGINS.flush();
                            return ACCESS.logins(account, 10);
                        },
                        profile -> profile));
        site = new Site(directory, services);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static Document xml(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Document document, String element, int number) {
        return document.getElementsByTagName(element).item(number).getTextContent();
    }

    @Test
    void thunderbirdIsToldTheLogin() throws Exception {
        for (String path : List.of("/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml")) {
            HttpResponse<String> answer = site.browser().get(path + "?emailaddress=contact%40monsite.example");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
            Document config = xml(answer.body());
            assertThat(config.getDocumentElement().getAttribute("version")).isEqualTo("1.1");
            assertThat(text(config, "domain", 0)).isEqualTo("monsite.example");
            Element imap =
                    (Element) config.getElementsByTagName("incomingServer").item(0);
            assertThat(imap.getAttribute("type")).isEqualTo("imap");
            assertThat(text(config, "hostname", 0)).isEqualTo("mail.example.org");
            assertThat(text(config, "port", 0)).isEqualTo("993");
            assertThat(text(config, "socketType", 0)).isEqualTo("SSL");
            assertThat(text(config, "authentication", 0)).isEqualTo("password-cleartext");
            assertThat(text(config, "username", 0)).isEqualTo("monsite0001");
            assertThat(((Element) config.getElementsByTagName("outgoingServer").item(0)).getAttribute("type"))
                    .isEqualTo("smtp");
        }
        assertThat(site.browser()
                        .get("/mail/config-v1.1.xml?emailaddress=x%40elsewhere.example")
                        .statusCode())
                .isEqualTo(404);
        assertThat(site.browser().get("/mail/config-v1.1.xml").statusCode())
                .as("localhost is no domain here")
                .isEqualTo(404);
    }

    @Test
    void whoAsksForManyAddressesLearnsNothing(@TempDir Path directory) throws Exception {
        try (Site other = new Site(directory)) {
            String unknown = other.browser()
                    .get("/mail/config-v1.1.xml?emailaddress=nobody%40monsite.example")
                    .body();
            assertThat(text(xml(unknown), "username", 0)).isEqualTo("%EMAILADDRESS%");
            for (int i = 0; i < 20; i++) {
                other.browser().get("/mail/config-v1.1.xml?emailaddress=guess" + i + "%40monsite.example");
            }
            String known = other.browser()
                    .get("/mail/config-v1.1.xml?emailaddress=contact%40monsite.example")
                    .body();
            assertThat(known).as("the same as for one that is not there").isEqualTo(unknown);
            assertThat(outlook(other, request("contact@monsite.example")).body())
                    .contains("<LoginName>contact@monsite.example</LoginName>");
        }
    }

    private static String request(String address) {
        return "<?xml version=\"1.0\"?><Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/"
                + "requestschema/2006\"><Request><EMailAddress>" + address + "</EMailAddress>"
                + "<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/"
                + "2006a</AcceptableResponseSchema></Request></Autodiscover>";
    }

    private static HttpResponse<String> outlook(Site at, String body) throws Exception {
        return at.send(at.uri("https", "/autodiscover/autodiscover.xml"), HttpRequest.BodyPublishers.ofString(body));
    }

    @Test
    void outlookIsToldTheLogin() throws Exception {
        HttpResponse<String> answer = outlook(site, request("info@monsite.example"));
        assertThat(answer.statusCode()).isEqualTo(200);
        Document found = xml(answer.body());
        assertThat(found.getDocumentElement().getAttribute("xmlns"))
                .isEqualTo("http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006");
        assertThat(((Element) found.getElementsByTagName("Response").item(0)).getAttribute("xmlns"))
                .isEqualTo("http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a");
        assertThat(text(found, "Action", 0)).isEqualTo("settings");
        assertThat(text(found, "Type", 0)).isEqualTo("IMAP");
        assertThat(text(found, "LoginName", 0)).isEqualTo("monsite0001");
        assertThat(text(found, "Encryption", 0)).isEqualTo("SSL");
        assertThat(text(found, "Type", 1)).isEqualTo("SMTP");
        assertThat(text(found, "Port", 1)).isEqualTo("465");

        assertThat(outlook(site, request("x@elsewhere.example")).body()).contains("<ErrorCode>500</ErrorCode>");
        assertThat(outlook(
                                site,
                                request("info@monsite.example").replace("outlook/responseschema/2006a<", "mobilesync<"))
                        .body())
                .contains("<ErrorCode>601</ErrorCode>");
    }

    @Test
    void hostileXmlIsRefused() throws Exception {
        for (String body : List.of(
                "",
                "no xml",
                "<a><b></a>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + "<a><EMailAddress>&x;</EMailAddress></a>",
                "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x\"><a><EMailAddress>info@monsite.example</EMailAddress></a>",
                "<a>" + "<b/>".repeat(2_000) + "<EMailAddress>info@monsite.example</EMailAddress></a>")) {
            HttpResponse<String> answer = outlook(site, body);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("<ErrorCode>600</ErrorCode>").doesNotContain("root:");
        }
        assertThat(outlook(site, "<a>" + "x".repeat(20_000) + "</a>").statusCode())
                .isEqualTo(413);
    }

    @Test
    void version2SaysWhereVersion1Is() throws Exception {
        String path = "/autodiscover/autodiscover.json";
        HttpResponse<String> found = site.browser().get(path + "?Email=info%40monsite.example&Protocol=AutodiscoverV1");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body())
                .contains("\"Protocol\":\"AutodiscoverV1\"")
                .contains("\"Url\":\"https://mail.example.org/autodiscover/autodiscover.xml\"");
        assertThat(site.browser()
                        .get(path + "/v1.0/info@monsite.example?Protocol=autodiscoverv1")
                        .statusCode())
                .isEqualTo(200);
        assertThat(site.browser().get(path + "?Protocol=ActiveSync").body())
                .contains("\"ErrorCode\":\"InvalidProtocol\"");
        assertThat(site.browser().get(path).statusCode()).isEqualTo(400);
    }

    @Test
    void thePageShowsWhenAProgramHasLoggedIn() throws Exception {
        site.people.change(site.user, new MailboxChange.Language(Locale.FRENCH));
        PageBrowser owner = site.browser("monsite0001", Site.USER);
        HttpResponse<String> made = owner.post("/webmail/settings/programs", owner.page("/webmail/settings/devices"));
        assertThat(made.statusCode()).isEqualTo(302);
        String path = made.headers().firstValue("Location").orElseThrow().replaceFirst("^https://[^/]*", "");
        assertThat(path).matches("/programs/[A-Za-z0-9_-]{43}");

        PageBrowser phone = site.browser();
        String page = phone.page(path);
        assertThat(page)
                .as("in the owner's language, without a login")
                .contains("lang=\"fr\"")
                .contains("Configurer votre logiciel de courrier")
                .contains("monsite0001")
                .contains("info@monsite.example")
                .contains("Dès qu’un programme")
                .doesNotContain(Site.USER);
        assertThat(phone.get(path).headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(decoded(page)).endsWith(path).startsWith("https://localhost:");

        LOGINS.loggedIn(site.user.id(), "webmail", InetAddress.ofLiteral("192.0.2.7"), "");
        assertThat(phone.page(path + "/seen")).contains("Dès qu’un programme");
        LOGINS.loggedIn(site.user.id(), "imap", InetAddress.ofLiteral("192.0.2.7"), "Thunderbird 128");
        assertThat(phone.page(path + "/seen"))
                .contains("Lecture (IMAP)", "Thunderbird 128", "192.0.2.7")
                .doesNotContain("<html");

        HttpResponse<String> profile = phone.get(path + "/tassis.mobileconfig");
        assertThat(profile.headers().firstValue("Content-Type")).hasValue("application/x-apple-aspen-config");
        Element mail = (Element)
                ((Element) xml(profile.body()).getElementsByTagName("array").item(0))
                        .getElementsByTagName("dict")
                        .item(0);
        assertThat(value(mail, "EmailAddress")).isEqualTo("info@monsite.example");
        assertThat(value(mail, "IncomingMailServerUsername")).isEqualTo("monsite0001");
        assertThat(value(mail, "OutgoingMailServerUsername")).isEqualTo("monsite0001");
        assertThat(value(mail, "IncomingMailServerPortNumber")).isEqualTo("993");
        assertThat(profile.body()).doesNotContain("<key>IncomingPassword", "<key>OutgoingPassword<");

        assertThat(phone.get(path + "x").statusCode()).isEqualTo(410);
        assertThat(phone.get(path + "x/tassis.mobileconfig").statusCode()).isEqualTo(404);
        CLOCK.advance(ProgramLinks.LIFE);
        assertThat(phone.get(path).statusCode()).isEqualTo(410);
    }

    private static String value(Element dict, String key) {
        for (Node one = dict.getFirstChild(); one != null; one = one.getNextSibling()) {
            if (one.getNodeName().equals("key") && one.getTextContent().equals(key)) {
                return one.getNextSibling().getTextContent();
            }
        }
        return "none";
    }

    /// As a camera reads it.
    private static String decoded(String page) throws Exception {
        Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) ").matcher(page.substring(page.indexOf("class=\"qr\"")));
        assertThat(size.find()).isTrue();
        int fields = Integer.parseInt(size.group(1));
        int scale = 4;
        byte[] light = new byte[fields * fields * scale * scale];
        java.util.Arrays.fill(light, (byte) 0xFF);
        Matcher dark = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\d+z").matcher(page);
        while (dark.find()) {
            int width = Integer.parseInt(dark.group(3)) * scale;
            for (int i = 0; i < width * scale; i++) {
                int x = Integer.parseInt(dark.group(1)) * scale + i % width;
                int y = Integer.parseInt(dark.group(2)) * scale + i / width;
                light[y * fields * scale + x] = 0;
            }
        }
        LuminanceSource picture = new LuminanceSource(fields * scale, fields * scale) {
            @Override
            public byte[] getRow(int y, byte[] row) {
                return java.util.Arrays.copyOfRange(light, y * getWidth(), (y + 1) * getWidth());
            }

            @Override
            public byte[] getMatrix() {
                return light;
            }
        };
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(picture)))
                .getText();
    }
}
