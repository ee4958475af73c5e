package org.tassis.admin.operations;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.admin.frame.NavEntry;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Panel;
import org.tassis.directory.Sizes;
import org.tassis.directory.desk.Desk;
import org.tassis.web.MessageBundle;

/// Pages on the server at work, where the launcher provides {@link Machinery}.
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(Machinery.class)
public class OperationsConfiguration {
    @Bean
    Watchman watchman(Machinery machinery, ObjectProvider<Watch> others) {
        List<Watch> all = new ArrayList<>(machinery.watches());
        others.forEach(all::add);
        return new Watchman(all);
    }

    @Bean
    Figures figures(Machinery machinery) {
        return new Figures(machinery.meters(), InstantSource.system(), new FigureFile(machinery.figures())).start();
    }

    @Bean
    Panel problemsPanel(Watchman watchman) {
        return new ProblemsPanel(watchman);
    }

    @Bean
    Panel figuresPanel(Figures figures, Sizes sizes) {
        return new FiguresPanel(figures, sizes);
    }

    @Bean
    Panel fullPanel(Machinery machinery, Desk desk) {
        return new FullPanel(desk, machinery.usage(), InstantSource.system());
    }

    @Bean
    QueueController queueController(Machinery machinery, Notes notes) {
        return new QueueController(machinery.queue(), machinery.trace(), notes);
    }

    @Bean
    TraceController traceController(Machinery machinery) {
        return new TraceController(machinery.trace());
    }

    @Bean
    TrustController trustController(Machinery machinery, Notes notes) {
        return new TrustController(machinery.door(), notes);
    }

    @Bean
    GreylistController greylistController(Machinery machinery, Notes notes) {
        return new GreylistController(machinery.door(), notes);
    }

    @Bean
    QuarantineController quarantineController(Machinery machinery, Notes notes) {
        return new QuarantineController(machinery.quarantine(), notes);
    }

    @Bean
    ConnectionController connectionController(Machinery machinery, Desk desk, Notes notes) {
        return new ConnectionController(machinery.connections(), machinery.logins(), desk, notes);
    }

    @Bean
    GraphController graphController(Figures figures, Desk desk, Sizes sizes) {
        return new GraphController(figures, desk, sizes);
    }

    @Bean
    QuotaController quotaController(Machinery machinery, Desk desk) {
        return new QuotaController(desk, machinery.usage(), InstantSource.system());
    }

    @Bean
    ReportController reportController(Machinery machinery, Desk desk) {
        return new ReportController(desk, machinery.reports(), InstantSource.system());
    }

    @Bean
    NavEntry queueEntry() {
        return new NavEntry("queue", "/admin/queue", "queue", NavEntry.Group.MAIL, 10, NavEntry.EVERYBODY);
    }

    @Bean
    NavEntry traceEntry() {
        return new NavEntry("trace", "/admin/trace", "search", NavEntry.Group.MAIL, 20, NavEntry.EVERYBODY);
    }

    @Bean
    NavEntry greylistEntry() {
        return new NavEntry("greylist", "/admin/greylist", "clock", NavEntry.Group.MAIL, 30, NavEntry.OPERATORS);
    }

    @Bean
    NavEntry quarantineEntry() {
        return new NavEntry("quarantine", "/admin/quarantine", "junk", NavEntry.Group.MAIL, 40, NavEntry.EVERYBODY);
    }

    @Bean
    NavEntry reportsEntry() {
        return new NavEntry("reports", "/admin/reports", "inbox", NavEntry.Group.MAIL, 50, NavEntry.EVERYBODY);
    }

    @Bean
    NavEntry quotaEntry() {
        return new NavEntry("quota", "/admin/quota", "archive", NavEntry.Group.PEOPLE, 80, NavEntry.EVERYBODY);
    }

    @Bean
    NavEntry sessionsEntry() {
        return new NavEntry("sessions", "/admin/sessions", "globe", NavEntry.Group.SERVER, 10, NavEntry.OPERATORS);
    }

    @Bean
    NavEntry graphsEntry() {
        return new NavEntry("graphs", "/admin/graphs", "chart", NavEntry.Group.SERVER, 20, NavEntry.OPERATORS);
    }

    @Bean
    MessageBundle operationsMessages() {
        return new MessageBundle("org.tassis.admin.operations.messages");
    }
}
