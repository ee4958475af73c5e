package org.tassis.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.tassis.admin.AdminConfiguration;
import org.tassis.admin.AdminSettings;
import org.tassis.admin.HealthCheck;
import org.tassis.admin.api.ApiConfiguration;
import org.tassis.admin.api.ControlAccess;
import org.tassis.admin.backup.BackupConfiguration;
import org.tassis.admin.certificates.CertificatesConfiguration;
import org.tassis.admin.frame.FrameConfiguration;
import org.tassis.admin.migration.MigrationConfiguration;
import org.tassis.admin.office.OfficeConfiguration;
import org.tassis.admin.operations.OperationsConfiguration;
import org.tassis.admin.people.PeopleConfiguration;
import org.tassis.admin.setup.SetUpConfiguration;
import org.tassis.certificates.PageKeys;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.directory.desk.Desk;
import org.tassis.launcher.settings.Listening;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.publish.StsPublication;
import org.tassis.net.CertificateFiles;
import org.tassis.store.MailStore;
import org.tassis.web.Home;
import org.tassis.web.SiteNames;
import org.tassis.web.UploadLimits;
import org.tassis.web.WebConfiguration;
import org.tassis.web.WebSettings;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.ComposeSettings;
import org.tassis.webmail.WebmailConfiguration;
import org.tassis.webmail.compose.ComposeConfiguration;
import org.tassis.webmail.contacts.ContactsConfiguration;
import org.tassis.webmail.history.HistoryConfiguration;
import org.tassis.webmail.mail.MailConfiguration;
import org.tassis.webmail.programs.ProgramsConfiguration;
import org.tassis.webmail.rules.RulesConfiguration;
import org.tassis.webmail.settings.SettingsConfiguration;
import org.tassis.webmail.snooze.SnoozeConfiguration;

/// The pages: a Spring Boot application whose connectors are the listeners of the settings file, each on
/// virtual threads. Started and stopped by one thread.
final class Web implements AutoCloseable {
    private static final String COMPRESSED =
            "text/html,text/css,text/javascript,text/plain,image/svg+xml,application/json";

    /// Octets that a form may have beside its files.
    static final long FORM = 4 << 20;

    private final ServletWebServerApplicationContext context;
    private final Map<String, Integer> ports;
    private final ControlAccess control;

    private Web(ServletWebServerApplicationContext context, Map<String, Integer> ports, ControlAccess control) {
        this.control = control;
        this.context = context;
        this.ports = Map.copyOf(ports);
    }

    /// What the pages need of the rest.
    record Parts(
            PrometheusMeterRegistry registry,
            List<HealthCheck> checks,
            AdminSettings admin,
            ClientSettings clients,
            OpenPages open,
            Authenticator authenticator,
            MailStore store,
            CompletableFuture<Late> late,
            Services services,
            ComposeSettings compose,
            UploadLimits uploads,
            Path certificate,
            Path key,
            Set<Integer> adminPorts) {}

    /// What is made while the pages start.
    record Late(MailFlow flow, Desk desk) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({
        WebConfiguration.class,
        AdminConfiguration.class,
        ApiConfiguration.class,
        FrameConfiguration.class,
        PeopleConfiguration.class,
        SetUpConfiguration.class,
        OfficeConfiguration.class,
        OperationsConfiguration.class,
        ProgramsConfiguration.class,
        MigrationConfiguration.class,
        BackupConfiguration.class,
        CertificatesConfiguration.class,
        WebmailConfiguration.class,
        MailConfiguration.class,
        ComposeConfiguration.class,
        ContactsConfiguration.class,
        RulesConfiguration.class,
        SnoozeConfiguration.class,
        HistoryConfiguration.class,
        SettingsConfiguration.class
    })
    static class Pages {
        /// Before everything else, also before what protects pages: it lets nothing through to them.
        @Bean
        FilterRegistrationBean<PlainHttp> plainHttp(PlainHttp plain) {
            FilterRegistrationBean<PlainHttp> registration = new FilterRegistrationBean<>(plain);
            registration.setOrder(-200);
            return registration;
        }

        @Bean
        TomcatServletWebServerFactory webServer(Connectors connectors) {
            return connectors.factory();
        }
    }

    /// The listeners by name, as Tomcat wants them.
    record Connectors(Map<String, Listening> listeners, Optional<PageKeys> keys, List<Named> made) {
        private static final String CONTROL = "control";
        private static final Listening CONTROL_LISTENING =
                new Listening(Listening.Service.ADMIN, true, "127.0.0.1", 0, Listening.Tls.NONE, false, "");

        record Named(String name, Listening listening, Connector connector) {}

        TomcatServletWebServerFactory factory() {
            TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
            factory.addConnectorCustomizers(connector -> {
                configure(connector, CONTROL_LISTENING);
                made.add(new Named(CONTROL, CONTROL_LISTENING, connector));
            });
            for (Map.Entry<String, Listening> entry : listeners.entrySet()) {
                Connector connector = new Connector(new Http11NioProtocol());
                connector.setPort(entry.getValue().port());
                configure(connector, entry.getValue());
                made.add(new Named(entry.getKey(), entry.getValue(), connector));
                factory.addAdditionalConnectors(connector);
            }
            return factory;
        }

        private void configure(Connector connector, Listening listening) {
            AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
            listening.ip().ifPresent(protocol::setAddress);
            protocol.setExecutor(new VirtualThreadExecutor("http-"));
            protocol.setConnectionTimeout(20_000);
            protocol.setMaxConnections(2_000);
            connector.setXpoweredBy(false);
            protocol.setCompression("on");
            protocol.setCompressibleMimeType(COMPRESSED);
            if (listening.tls() == Listening.Tls.IMPLICIT) {
                connector.setScheme("https");
                connector.setSecure(true);
                protocol.setSSLEnabled(true);
                SSLHostConfig host = new SSLHostConfig();
                host.setProtocols("TLSv1.2+TLSv1.3");
                host.setInsecureRenegotiation(false);
                SSLHostConfigCertificate certificate =
                        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
                certificate.setSslContext(new PageTls(keys.orElseThrow()));
                host.addCertificate(certificate);
                protocol.addSslHostConfig(host);
                connector.addUpgradeProtocol(new AcmeConnections());
            }
        }
    }

    /// @param listeners the https and admin listeners by name; the one of the command line is always there
    /// @throws PortTaken a port cannot be bound
    static Web start(Map<String, Listening> listeners, Parts parts) {
        Optional<PageKeys> keys =
                listeners.isEmpty() ? Optional.empty() : parts.open().keys().or(() -> Optional.of(files(parts)));
        Connectors connectors = new Connectors(listeners, keys, new CopyOnWriteArrayList<>());
        PlainPorts plain = new PlainPorts(ConcurrentHashMap.newKeySet(), new AtomicInteger());
        ControlAccess control = new ControlAccess();
        SpringApplication application = new SpringApplication(Pages.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of(
                "spring.main.lazy-initialization", "false",
                "server.error.whitelabel.enabled", "false",
                "spring.config.location", "optional:classpath:/nothing/",
                "spring.servlet.multipart.location", parts.compose().spool().toString(),
                "spring.servlet.multipart.file-size-threshold", "64KB",
                "spring.servlet.multipart.max-file-size", parts.uploads().large() + "B",
                "spring.servlet.multipart.max-request-size", parts.uploads().large() + "B"));
        application.addInitializers(context -> {
            var beans = (org.springframework.context.support.GenericApplicationContext) context;
            beans.registerBean(Connectors.class, () -> connectors);
            beans.registerBean(PrometheusMeterRegistry.class, parts::registry);
            beans.registerBean(AdminSettings.class, parts::admin);
            beans.registerBean(ClientSettings.class, parts::clients);
            beans.registerBean(StsPublication.class, () -> parts.open().sts());
            beans.registerBean(
                    PlainHttp.class,
                    () -> new PlainHttp(
                            plain.all::contains,
                            plain.https::get,
                            parts.clients().host(),
                            parts.open().challenges(),
                            name -> keys.filter(known -> known.covers(name)).isPresent()));
            beans.registerBean(
                    SiteNames.class,
                    () -> name -> name.equals(parts.clients().host())
                            || keys.filter(known -> known.covers(name)).isPresent());
            beans.registerBean(Authenticator.class, parts::authenticator);
            beans.registerBean(Desk.class, () -> parts.late().join().desk());
            // who opened it closes it
            beans.registerBean(MailStore.class, parts::store, definition -> definition.setDestroyMethodName(""));
            beans.registerBean(ControlAccess.class, () -> control, definition -> definition.setDestroyMethodName(""));
            beans.registerBean(MailFlow.class, () -> parts.late().join().flow());
            beans.registerBean(ComposeSettings.class, parts::compose);
            beans.registerBean(UploadLimits.class, parts::uploads);
            beans.registerBean(WebSettings.class, () -> WebSettings.DEFAULT);
            beans.registerBean(
                    Home.class,
                    () -> account -> isOperator(parts.late().join().desk(), account) ? "/admin" : "/webmail");
            parts.services().register(beans);
            int number = 0;
            for (HealthCheck check : parts.checks()) {
                beans.registerBean("check" + number++, HealthCheck.class, () -> check);
            }
        });
        try {
            ServletWebServerApplicationContext context = (ServletWebServerApplicationContext) application.run();
            Map<String, Integer> ports = new LinkedHashMap<>();
            for (Connectors.Named named : connectors.made()) {
                if (named.name().equals(Connectors.CONTROL)) {
                    control.bound(named.connector().getLocalPort());
                    continue;
                }
                ports.put(named.name(), named.connector().getLocalPort());
                plain.add(named);
                if (named.listening().service() == Listening.Service.ADMIN) {
                    parts.adminPorts().add(named.connector().getLocalPort());
                }
            }
            return new Web(context, ports, control);
        } catch (RuntimeException e) {
            throw taken(connectors, e);
        }
    }

    private static boolean isOperator(Desk desk, Account account) {
        return desk.directory()
                .visitor(account.id())
                .filter(record -> !record.isMailbox())
                .isPresent();
    }

    /// Local ports, known when they are bound.
    private record PlainPorts(Set<Integer> all, AtomicInteger https) {
        void add(Connectors.Named named) {
            int port = named.connector().getLocalPort();
            switch (named.listening().service()) {
                case HTTP -> all.add(port);
                case HTTPS -> https.set(port);
                default -> {}
            }
        }
    }

    private static PageKeys files(Parts parts) {
        try {
            return new PageKeys(
                    () -> List.of(new CertificateFiles(parts.certificate(), parts.key())),
                    parts.open().challenges());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Tomcat says which port, we say which listener.
    private static RuntimeException taken(Connectors connectors, RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            int port =
                    switch (cause) {
                        case PortInUseException first -> first.getPort();
                        case ConnectorStartFailedException further -> further.getPort();
                        default -> 0;
                    };
            for (Map.Entry<String, Listening> listener : connectors.listeners().entrySet()) {
                if (port > 0 && listener.getValue().port() == port) {
                    return new PortTaken(listener.getKey(), port, failure);
                }
            }
        }
        return failure;
    }

    /// A listener's port could not be bound.
    static final class PortTaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        PortTaken(String listener, int port, Throwable cause) {
            super(
                    "port " + port + " (listeners." + listener
                            + ") cannot be bound: another program may use it, or it is"
                            + " below 1024 and this user may not; stop the other program, change listeners." + listener
                            + ".port, or start with the right to bind it",
                    cause);
        }
    }

    /// Local ports by listener name.
    Map<String, Integer> ports() {
        return ports;
    }

    /// Which address leads to which method of a controller.
    Map<RequestMappingInfo, HandlerMethod> routes() {
        return context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods();
    }

    /// The way in for the command line.
    ControlAccess control() {
        return control;
    }

    @Override
    public void close() {
        context.close();
    }
}
