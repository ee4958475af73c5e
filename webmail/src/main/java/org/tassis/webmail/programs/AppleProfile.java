package org.tassis.webmail.programs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.webmail.ClientSettings;

/// A configuration profile for the mail programs of iPhone, iPad and Mac: a property list with one mail
/// account and no password, which the device asks for. Installed again it replaces the earlier one.
final class AppleProfile {
    private static final String PROLOG = "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\""
            + " \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n";

    private AppleProfile() {}

    /// @return nothing when there is no address to write from, or no way to read or to send
    static Optional<byte[]> of(Account account, ClientSettings settings) {
        Optional<EmailAddress> address =
                account.primary().or(() -> account.addresses().stream().findFirst());
        Optional<ClientSettings.Service> reading = first(settings, "imap").or(() -> first(settings, "pop3"));
        Optional<ClientSettings.Service> sending = first(settings, "submission");
        return address.isEmpty() || reading.isEmpty() || sending.isEmpty()
                ? Optional.empty()
                : Optional.of(write(account, address.get(), settings.host(), reading.get(), sending.get())
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<ClientSettings.Service> first(ClientSettings settings, String kind) {
        return settings.services().stream()
                .filter(service -> service.kind().equals(kind))
                .findFirst();
    }

    private static String write(
            Account account,
            EmailAddress address,
            String host,
            ClientSettings.Service reading,
            ClientSettings.Service sending) {
        String login = account.login().value();
        String name = account.realName().isBlank() ? login : account.realName();
        String identifier = reversed(host) + ".mail." + login;
        return Xml.write(
                PROLOG,
                document -> document.element(
                        "plist",
                        plist -> plist.element("dict", profile -> {
                            entry(profile, "PayloadDisplayName", address.toString());
                            entry(profile, "PayloadDescription", address + " (" + host + ")");
                            entry(profile, "PayloadOrganization", host);
                            entry(profile, "PayloadIdentifier", identifier);
                            entry(profile, "PayloadUUID", uuid(identifier));
                            entry(profile, "PayloadType", "Configuration");
                            number(profile, "PayloadVersion", 1);
                            profile.text("key", "PayloadContent");
                            profile.element(
                                    "array",
                                    list -> list.element("dict", mail -> {
                                        entry(mail, "PayloadType", "com.apple.mail.managed");
                                        number(mail, "PayloadVersion", 1);
                                        entry(mail, "PayloadIdentifier", identifier + ".account");
                                        entry(mail, "PayloadUUID", uuid(identifier + ".account"));
                                        entry(mail, "PayloadDisplayName", address.toString());
                                        entry(mail, "EmailAccountDescription", address.toString());
                                        entry(mail, "EmailAccountName", name);
                                        entry(mail, "EmailAddress", address.toString());
                                        entry(
                                                mail,
                                                "EmailAccountType",
                                                reading.kind().equals("imap") ? "EmailTypeIMAP" : "EmailTypePOP");
                                        server(mail, "Incoming", host, reading, login);
                                        server(mail, "Outgoing", host, sending, login);
                                        yes(mail, "OutgoingPasswordSameAsIncomingPassword");
                                    }));
                        }),
                        "version",
                        "1.0"));
    }

    private static void server(Xml.Writer out, String way, String host, ClientSettings.Service service, String login)
            throws XMLStreamException {
        entry(out, way + "MailServerAuthentication", "EmailAuthPassword");
        entry(out, way + "MailServerHostName", host);
        number(out, way + "MailServerPortNumber", service.port());
        yes(out, way + "MailServerUseSSL");
        entry(out, way + "MailServerUsername", login);
    }

    private static void entry(Xml.Writer out, String key, String value) throws XMLStreamException {
        out.text("key", key);
        out.text("string", value);
    }

    private static void number(Xml.Writer out, String key, int value) throws XMLStreamException {
        out.text("key", key);
        out.text("integer", value);
    }

    private static void yes(Xml.Writer out, String key) throws XMLStreamException {
        out.text("key", key);
        out.empty("true");
    }

    private static String uuid(String identifier) {
        return UUID.nameUUIDFromBytes(identifier.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static String reversed(String host) {
        return Arrays.stream(host.split("\\.", -1)).toList().reversed().stream().collect(Collectors.joining("."));
    }
}
