package org.tassis.webmail.programs;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.directory.Directory;
import org.tassis.webmail.ClientSettings;

/// What Outlook asks: version 1 in XML (MS-OXDSCLI, for programs that speak IMAP and POP3), and version 2,
/// which says where version 1 is.
@Controller
final class AutodiscoverController {
    private static final String NAMESPACE = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    private static final String OUTLOOK =
            "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSS");
    private static final int MAX_REQUEST = 16 * 1024;

    private final ClientSettings settings;
    private final Directory directory;
    private final LoginTeller teller;
    private final InstantSource clock;

    AutodiscoverController(ClientSettings settings, Directory directory, LoginTeller teller, InstantSource clock) {
        this.settings = settings;
        this.directory = directory;
        this.teller = teller;
        this.clock = clock;
    }

    @PostMapping({"/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml", "/AutoDiscover/AutoDiscover.xml"})
    ResponseEntity<String> version1(HttpServletRequest request) throws IOException {
        byte[] octets = request.getInputStream().readNBytes(MAX_REQUEST + 1);
        if (octets.length > MAX_REQUEST) {
            return ResponseEntity.status(413).build();
        }
        Optional<Map<String, String>> asked = Xml.read(new String(octets, StandardCharsets.UTF_8));
        if (asked.isEmpty() || !asked.get().containsKey("EMailAddress")) {
            return xml(failure(600, "Invalid Request"));
        }
        if (!asked.get().getOrDefault("AcceptableResponseSchema", OUTLOOK).equals(OUTLOOK)) {
            return xml(failure(601, "Provider is not available"));
        }
        String address = asked.get().getOrDefault("EMailAddress", "");
        Optional<AskedAddress> known = AskedAddress.of(
                address, address.strip(), directory, teller, InetAddress.ofLiteral(request.getRemoteAddr()));
        return xml(known.map(one -> settings(one.login()))
                .orElseGet(() -> failure(500, "The e-mail address is not of this server")));
    }

    /// Who looks with a browser gets what a program gets that asks wrongly.
    @GetMapping({"/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml", "/AutoDiscover/AutoDiscover.xml"})
    ResponseEntity<String> looked() {
        return xml(failure(600, "Invalid Request"));
    }

    @GetMapping({"/autodiscover/autodiscover.json", "/Autodiscover/Autodiscover.json"})
    ResponseEntity<Map<String, String>> version2(@RequestParam(name = "Protocol", defaultValue = "") String protocol) {
        return json(protocol);
    }

    @GetMapping({"/autodiscover/autodiscover.json/v1.0/{address}", "/Autodiscover/Autodiscover.json/v1.0/{address}"})
    ResponseEntity<Map<String, String>> version2For(
            @PathVariable String address, @RequestParam(name = "Protocol", defaultValue = "") String protocol) {
        return json(protocol);
    }

    /// The same for every address: nothing is told about any.
    private ResponseEntity<Map<String, String>> json(String protocol) {
        Map<String, String> answer = new LinkedHashMap<>();
        if (protocol.equalsIgnoreCase("AutodiscoverV1")) {
            answer.put("Protocol", "AutodiscoverV1");
            answer.put("Url", "https://" + settings.host() + "/autodiscover/autodiscover.xml");
            return ResponseEntity.ok(answer);
        }
        answer.put("ErrorCode", protocol.isEmpty() ? "MandatoryParameterMissing" : "InvalidProtocol");
        answer.put(
                "ErrorMessage",
                protocol.isEmpty()
                        ? "A valid value must be provided for the query parameter 'Protocol'"
                        : "This server has the protocol 'AutodiscoverV1' alone");
        return ResponseEntity.badRequest().body(answer);
    }

    private static ResponseEntity<String> xml(String text) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(new MediaType("text", "xml", StandardCharsets.UTF_8))
                .body(text);
    }

    private String settings(String login) {
        return Xml.write(
                "",
                document -> document.element(
                        "Autodiscover",
                        discovered -> discovered.element(
                                "Response",
                                response -> response.element("Account", account -> {
                                    account.text("AccountType", "email");
                                    account.text("Action", "settings");
                                    Set<String> kinds = new HashSet<>();
                                    for (ClientSettings.Service service : settings.services()) {
                                        if (kinds.add(service.kind())) { // the first of each is the best
                                            account.element("Protocol", out -> protocol(out, service, login));
                                        }
                                    }
                                }),
                                "xmlns",
                                OUTLOOK),
                        "xmlns",
                        NAMESPACE));
    }

    private void protocol(Xml.Writer out, ClientSettings.Service service, String login) throws XMLStreamException {
        boolean sends = service.kind().equals("submission");
        boolean implicit = service.security().equals("implicit");
        out.text("Type", sends ? "SMTP" : service.kind().equals("imap") ? "IMAP" : "POP3");
        out.text("Server", settings.host());
        out.text("Port", service.port());
        out.text("DomainRequired", "off");
        out.text("LoginName", login);
        out.text("SPA", "off");
        out.text("SSL", implicit ? "on" : "off");
        out.text("Encryption", implicit ? "SSL" : "TLS");
        out.text("AuthRequired", "on");
        if (sends) {
            out.text("UsePOPAuth", "off");
            out.text("SMTPLast", "off");
        }
    }

    private String failure(int code, String message) {
        String time = TIME.format(clock.instant().atZone(ZoneOffset.UTC));
        return Xml.write(
                "",
                document -> document.element(
                        "Autodiscover",
                        discovered -> discovered.element(
                                "Response",
                                response -> response.element(
                                        "Error",
                                        error -> {
                                            error.text("ErrorCode", code);
                                            error.text("Message", message);
                                            error.empty("DebugData");
                                        },
                                        "Time",
                                        time,
                                        "Id",
                                        "1")),
                        "xmlns",
                        NAMESPACE));
    }
}
