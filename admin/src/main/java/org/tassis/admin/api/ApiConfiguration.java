package org.tassis.admin.api;

import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.admin.operations.Machinery;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Uploads;
import org.tassis.store.MailStore;
import org.tassis.web.OpenPaths;
import org.tassis.web.UploadLimits;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/// What the API is made of. The launcher provides {@link Desk}, {@link MailStore}, {@link ControlAccess}
/// and {@link ApiParts} as beans.
@Configuration(proxyBeanMethods = false)
public class ApiConfiguration {
    /// Of filters: every answer has the headers that protect.
    private static final int BEHIND_PROTECTION = -50;

    /// The filter behind this path lets in, by tokens: nothing of the pages' sessions is asked or trusted
    /// here.
    @Bean
    OpenPaths apiPaths() {
        return new OpenPaths(List.of("/api/**"), List.of("/api/**"));
    }

    @Bean
    JacksonModule apiValues() {
        return JsonValues.module();
    }

    /// Nothing that a client writes is ignored.
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder -> builder.enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    }

    @Bean
    Problems apiProblems(JsonMapper mapper) {
        return new Problems(mapper);
    }

    @Bean
    FilterRegistrationBean<ApiFilter> apiFilter(
            Desk desk, ControlAccess control, Problems problems, UploadLimits limits) {
        FilterRegistrationBean<ApiFilter> registration =
                new FilterRegistrationBean<>(new ApiFilter(desk, control, problems, limits));
        registration.setOrder(BEHIND_PROTECTION);
        return registration;
    }

    @Bean
    WebMvcConfigurer apiGate() {
        Gate gate = new Gate();
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(gate).addPathPatterns("/api/**");
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(gate);
            }
        };
    }

    @Bean
    MailboxController mailboxApi(Desk desk, MailStore store) {
        return new MailboxController(desk, store::usage);
    }

    @Bean
    CommandController commandApi(ControlAccess control, JsonMapper mapper) {
        return new CommandController(control, mapper);
    }

    @Bean
    DescriptionController apiDescription(
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> mapping) {
        return new DescriptionController(mapping::getObject);
    }

    @Bean
    SheetController sheetApi(Desk desk) {
        return new SheetController(desk);
    }

    @Bean
    CustomerController customerApi(Desk desk) {
        return new CustomerController(desk);
    }

    @Bean
    PlanController planApi(Desk desk) {
        return new PlanController(desk);
    }

    @Bean
    DomainController domainApi(Desk desk, ObjectProvider<ApiParts> parts) {
        return new DomainController(desk, parts);
    }

    @Bean
    AliasController aliasApi(Desk desk) {
        return new AliasController(desk);
    }

    @Bean
    OperatorController operatorApi(Desk desk) {
        return new OperatorController(desk);
    }

    @Bean
    AuditController auditApi(Desk desk) {
        return new AuditController(desk);
    }

    @Bean
    QueueController queueApi(Desk desk, ObjectProvider<ApiParts> parts) {
        return new QueueController(desk, parts);
    }

    @Bean
    GreylistController greylistApi(Desk desk, ObjectProvider<ApiParts> parts) {
        return new GreylistController(desk, parts);
    }

    @Bean
    ListController listApi(Desk desk, ObjectProvider<ApiParts> parts) {
        return new ListController(desk, parts);
    }

    @Bean
    RedirectionController redirectionApi(Desk desk) {
        return new RedirectionController(desk);
    }

    @Bean
    AccessController accessApi(Desk desk) {
        return new AccessController(desk);
    }

    @Bean
    TraceController traceApi(Desk desk, ObjectProvider<ApiParts> parts) {
        return new TraceController(desk, parts, InstantSource.system());
    }

    @Bean
    BackupController backupApi(Desk desk, ObjectProvider<Copies> copies) {
        return new BackupController(desk, copies);
    }

    @Bean
    OperationsController operationsApi(
            Desk desk,
            ObjectProvider<Machinery> machinery,
            ObjectProvider<CertificateShelf> shelf,
            ObjectProvider<DnsAdvice> advice) {
        return new OperationsController(desk, machinery, shelf, advice, InstantSource.system());
    }

    @Bean
    MigrationController migrationApi(Desk desk, ObjectProvider<Migrations> migrations) {
        return new MigrationController(desk, migrations);
    }

    @Bean
    MailFileController mailFileApi(
            Desk desk, ObjectProvider<Migrations> migrations, ObjectProvider<Uploads> uploads, UploadLimits limits) {
        return new MailFileController(desk, migrations, uploads, limits);
    }

    @Bean
    BrowserController browserApi(Desk desk) {
        return new BrowserController(desk);
    }

    @Bean
    ReportController reportApi(Desk desk, ObjectProvider<Machinery> machinery) {
        return new ReportController(desk, machinery, InstantSource.system());
    }

    @Bean
    TokenController tokenApi(Desk desk) {
        return new TokenController(desk);
    }
}
