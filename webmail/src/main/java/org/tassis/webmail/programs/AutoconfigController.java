package org.tassis.webmail.programs;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.DomainName;
import org.tassis.directory.Directory;
import org.tassis.webmail.ClientSettings;

/// What Thunderbird and many others ask, with the address that was typed in or without one: Mozilla's
/// format 1.1, `https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat`.
@Controller
final class AutoconfigController {
    /// What the program replaces by the address that was typed in.
    private static final String ADDRESS = "%EMAILADDRESS%";

    private static final String PREFIX = "autoconfig.";

    private final ClientSettings settings;
    private final Directory directory;
    private final LoginTeller teller;

    AutoconfigController(ClientSettings settings, Directory directory, LoginTeller teller) {
        this.settings = settings;
        this.directory = directory;
        this.teller = teller;
    }

    @GetMapping({"/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"})
    ResponseEntity<String> config(
            @RequestParam(name = "emailaddress", defaultValue = "") String address, HttpServletRequest request) {
        Optional<AskedAddress> asked =
                AskedAddress.of(address, ADDRESS, directory, teller, InetAddress.ofLiteral(request.getRemoteAddr()));
        Optional<DomainName> domain = address.isBlank()
                ? named(request).filter(name -> AskedAddress.isHere(name, directory))
                : asked.map(one -> one.address().domain());
        return domain.map(name -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .contentType(new MediaType("text", "xml", StandardCharsets.UTF_8))
                        .body(config(name, asked.map(AskedAddress::login).orElse(ADDRESS))))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private static Optional<DomainName> named(HttpServletRequest request) {
        return Optional.ofNullable(request.getServerName())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .map(name -> name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
                .flatMap(DomainName::parse);
    }

    private String config(DomainName domain, String login) {
        return Xml.write(
                "",
                document -> document.element(
                        "clientConfig",
                        config -> config.element(
                                "emailProvider",
                                provider -> {
                                    provider.text("domain", domain.ascii());
                                    provider.text("displayName", domain.unicode());
                                    provider.text("displayShortName", domain.unicode());
                                    for (ClientSettings.Service service : settings.services()) {
                                        boolean sends = service.kind().equals("submission");
                                        provider.element(
                                                sends ? "outgoingServer" : "incomingServer",
                                                server -> {
                                                    server.text("hostname", settings.host());
                                                    server.text("port", service.port());
                                                    server.text(
                                                            "socketType",
                                                            service.security().equals("implicit") ? "SSL" : "STARTTLS");
                                                    server.text("authentication", "password-cleartext");
                                                    server.text("username", login);
                                                },
                                                "type",
                                                sends ? "smtp" : service.kind());
                                    }
                                },
                                "id",
                                domain.ascii()),
                        "version",
                        "1.1"));
    }
}
